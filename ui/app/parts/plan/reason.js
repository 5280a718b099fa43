// Why there is no plan: in the page's language where the code is known, with the server's own words below.
import { known, t } from '../../i18n/index.js';
import { ownWords, subjectOf } from '../../plan/reason_text.js';
import { html } from '../../view.js';
import { CopyButton } from '../copy.js';
import { SqlBlock } from '../sql.js';

/** @typedef {import('../../api/plan_model.js').Reason} Reason */

/**
 * Ours by the code with what it is about, and the server's own words where they say more.
 * @param {object} props
 * @param {{code: string | null, detail: string | null}} props.reason
 */
export function ReasonText({ reason: { code, detail } }) {
  const said = code ? known(`plan.skipped.${code}`, '') : '';
  const about = code && said && detail ? subjectOf({ code, detail }) : null;
  const own = code && said ? ownWords({ code, detail }) : detail ?? code ?? '';
  return html`${said && html`<p>${said}${about !== null && html` (<code class="wrap" data-name="subject">${about}</code>)`}</p>`}
    ${own && html`<p class=${said ? 'faint small-text wrap' : 'wrap'} lang="en" data-name="own-words">${own}</p>`}`;
}

/** What the account needs to explain a statement: to read what it reads. The schema is to be replaced. */
const PLAN_GRANT_SQL = "GRANT SELECT, SHOW VIEW ON `…`.* TO 'auroscope'@'%';";

/** The right that plans need, with its copy button. */
export const PlanGrant = () => html`<div class="with-copy"><${SqlBlock} sql=${PLAN_GRANT_SQL} /><${CopyButton} text=${PLAN_GRANT_SQL} /></div>`;

/** What a grant changes. */
const OF_RIGHTS = new Set(['no_privilege', 'view_unreadable']);

/** @param {{reason: Reason, title?: string}} props */
export function ReasonNotice({ reason, title }) {
  return html`<div class="notice plan-reason" data-name="plan-reason" data-code=${reason.code}><div>
    <strong>${title ?? t('plan.not_taken')}</strong>
    <${ReasonText} reason=${reason} />
    ${OF_RIGHTS.has(reason.code) && html`<${PlanGrant} />`}
    <p class="faint mono">${reason.code}</p>
  </div></div>`;
}
