// One plan: whose it is, what is worth knowing of it, its steps, its picture, its documents, another beside it.
import { copyLink, CopyButton } from '../parts/copy.js';
import { PlanHead } from '../parts/plan/plan_head.js';
import { PlanTabs } from '../parts/plan/plan_tabs.js';
import { ReasonNotice } from '../parts/plan/reason.js';
import { useAddressedPlanState } from '../parts/plan/state.js';
import { Problem } from '../parts/problem.js';
import { SqlBlock } from '../parts/sql.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { useResource } from '../resource.js';
import { goBack } from '../router.js';
import { html, useMemo, useSignal } from '../view.js';

/** @typedef {import('../api/plan_model.js').PlanDetail} PlanDetail */

/** @param {{id: string}} props */
export function PlanPage({ id }) {
  const { data: answer, error, reload } = /** @type {import('../resource.js').Resource<PlanDetail>} */ (
    useResource(`/plans/${encodeURIComponent(id)}`));
  // An answer that says the same again must not undo where a person has moved the picture.
  const data = useMemo(() => answer, [answer?.taken_at, answer?.other_shapes.length]);
  const [state, writeAddress] = useAddressedPlanState();
  const link = () => {
    writeAddress();
    void copyLink();
  };
  useKeys({ y: link, Escape: () => goBack('/plans') });
  return html`<main class="page plan-page">
    <nav class="crumbs"><button type="button" class="button ghost" onClick=${() => goBack('/plans')}>‹ ${t('plans.title')}</button>
      <span class="faint clip mono">${id}</span>
      ${data?.execution_id && html`<a class="button small" href=${`/slow/${data.execution_id}`}>${t('plan.of_execution')} ›</a>`}
      ${data && html`<a class="button small" href=${`/statements/${data.fingerprint}?range=7d`}>${t('plan.of_statement')} ›</a>`}
      <button type="button" class="button small wide-only" onClick=${link}>${t('copy.link')}</button></nav>
    <${Problem} error=${data ? null : error} onRetry=${reload} />
    ${data && html`<${PlanHead} plan=${data} />
      <${Statement} plan=${data} />
      ${data.skipped && html`<${ReasonNotice} reason=${data.skipped} title=${t(data.shape === null ? 'plan.not_taken' : 'plan.taken_in_part')} />`}
      ${(data.plan || data.tree_plan || data.documents.json || data.documents.tree) && html`<${PlanTabs} shown=${data} state=${state} name=${`plan-${id.slice(0, 12)}`} />`}`}
  </main>`;
}

/** More are folded. */
const FOLDED_LINES = 5;

/** Long statements are folded: the plan is what this page is for. @param {{plan: PlanDetail}} props */
function Statement({ plan }) {
  const lines = plan.formatted_sql.split('\n').length;
  const open = useSignal(lines <= FOLDED_LINES);
  return html`<section class="panel plan-sql" data-name="text" data-open=${open.value}>
    <div class="with-copy"><${SqlBlock} sql=${plan.formatted_sql} /><${CopyButton} text=${plan.formatted_sql} /></div>
    ${lines > FOLDED_LINES && html`<button type="button" class="button ghost small" aria-expanded=${open.value} onClick=${() => (open.value = !open.value)}>${t(open.value ? 'plan.sql_less' : 'plan.sql_more', { n: lines })}</button>`}
  </section>`;
}
