// Why there is no plan: in the page's language where the code is known, with the server's own words below.
import { known, t } from '../../i18n/index.js';
import { html } from '../../view.js';
import { CopyButton } from '../copy.js';
import { SqlBlock } from '../sql.js';

/** @typedef {import('../../api/plan_model.js').Reason} Reason */

/**
 * In one line, for a row of a list.
 * @param {Reason} reason
 */
export const reasonLine = ({ code, detail }) => known(`plan.skipped.${code}`, '') || detail || code;

/** What the account needs to explain a statement: to read what it reads. The schema is to be replaced. */
const PLAN_GRANT_SQL = "GRANT SELECT, SHOW VIEW ON `…`.* TO 'auroscope'@'%';";

/** The right that plans need, with its copy button. */
export const PlanGrant = () => html`<div class="with-copy"><${SqlBlock} sql=${PLAN_GRANT_SQL} /><${CopyButton} text=${PLAN_GRANT_SQL} /></div>`;

/** What a grant changes. */
const OF_RIGHTS = new Set(['no_privilege', 'view_unreadable']);

/** @param {{reason: Reason, title?: string}} props */
export function ReasonNotice({ reason, title }) {
  const said = known(`plan.skipped.${reason.code}`, '');
  return html`<div class="notice plan-reason" data-name="plan-reason" data-code=${reason.code}><div>
    <strong>${title ?? t('plan.not_taken')}</strong>
    ${said && html`<p>${said}</p>`}
    ${reason.detail && html`<p class=${said ? 'faint small-text wrap' : 'wrap'} lang="en">${reason.detail}</p>`}
    ${OF_RIGHTS.has(reason.code) && html`<${PlanGrant} />`}
    <p class="faint mono">${reason.code}</p>
  </div></div>`;
}
