// The plan of a slow query, on its page: the one in force when it ran, or why there is none, and the way to take one now.
import { serverNow } from '../../api/client.js';
import { t } from '../../i18n/index.js';
import { useResource } from '../../resource.js';
import { html, useEffect, useMemo, useSignal } from '../../view.js';
import { Ago } from '../figures.js';
import { Problem } from '../problem.js';
import { MethodMark, ShapeMark } from './marks.js';
import { cost } from './plan_head.js';
import { PlanTabs } from './plan_tabs.js';
import { ReasonNotice } from './reason.js';
import { usePlanState } from './state.js';
import { TakePlan } from './take_plan.js';

/** @typedef {import('../../api/plan_model.js').PlanItem} PlanItem */

/** A plan is taken soon after the query is seen: so often and so long this looks for it. */
const LOOK_EVERY_MS = 3_000;
const FRESH_MS = 60_000;

/** @param {{query: import('../../api/model.js').SlowQueryDetail}} props */
export function PlanOfQuery({ query }) {
  const waiting = useSignal(true);
  // What was the newest plan when another was queued: until there is a newer one this goes on looking.
  const queued = useSignal(/** @type {string | null} */ (null));
  const chosen = useSignal(/** @type {string | null} */ (null));
  const { data, error, reload } = /** @type {import('../../resource.js').Resource<import('../../api/plan_model.js').PlansOfQuery>} */ (
    useResource(`/slow-queries/${query.id}/plans`, { everyMs: waiting.value ? LOOK_EVERY_MS : null }));
  const items = data?.items ?? [];
  const none = data !== null && items.length === 0;
  const newest = items.map(({ taken_at }) => taken_at).sort().at(-1) ?? '';
  const isFresh = query.state === 'running' || serverNow().getTime() - new Date(query.last_seen_at).getTime() < FRESH_MS;
  const look = data === null || (none && !data.reason && isFresh) || queued.value === newest;
  useEffect(() => {
    waiting.value = look;
  }, [look]);
  /** @param {import('../../api/plan_model.js').PlanOutcome} outcome */
  const asked = ({ outcome, plan_id }) => {
    if (outcome === 'captured') chosen.value = plan_id;
    queued.value = outcome === 'queued' ? newest : null;
    reload();
  };
  const item = items.find(({ id }) => id === chosen.value) ?? items[0];
  return html`<section class="plan-of-query" data-name="plan-of-query">
    <header class="section-head"><h2>${t('plan.title')}</h2><${TakePlan} query=${query} onAnswer=${asked} /></header>
    <${Problem} error=${data ? null : error} onRetry=${reload} />
    ${items.length > 1 && html`<${Choice} items=${items} chosen=${item?.id} onChoose=${(/** @type {string} */ id) => (chosen.value = id)} />`}
    ${item ? item.shape === null && item.skipped ? html`<${ReasonNotice} reason=${item.skipped} />` : html`<${Kept} key=${item.id} item=${item} />`
      : none && (data.reason ? html`<${ReasonNotice} reason=${data.reason} />` : html`<p class="muted" data-name="no-plan">${t('plan.none_yet')}</p>`)}
  </section>`;
}

/** @param {{items: PlanItem[], chosen: string | undefined, onChoose: (id: string) => void}} props */
const Choice = ({ items, chosen, onChoose }) => html`<div class="diff-with" role="group" aria-label=${t('plan.title')}>${items.map((item) =>
  html`<button key=${item.id} type="button" class="button small" aria-pressed=${item.id === chosen} onClick=${() => onChoose(item.id)}>
    <${MethodMark} method=${item.method} /> <${ShapeMark} shape=${item.shape} /> <${Ago} at=${item.taken_at} /></button>`)}</div>`;

/** @param {{item: PlanItem}} props */
function Kept({ item }) {
  const state = usePlanState();
  const { data: answer, error, reload } = /** @type {import('../../resource.js').Resource<import('../../api/plan_model.js').PlanDetail>} */ (
    useResource(`/plans/${item.id}`));
  // As on the plan's own page.
  const data = useMemo(() => answer, [answer?.taken_at, answer?.other_shapes.length]);
  return html`<p class="plan-line"><${MethodMark} method=${item.method} /> <span class="muted">${t(`plan.method.${item.method}_why`)}</span>
      <span class="plan-line-end"><span class="muted">${t('plan.taken_at')} <${Ago} at=${item.taken_at} /> · ${t('plan.shape')}</span> <${ShapeMark} shape=${item.shape} />
      <span class="muted">· ${t('plan.cost')}</span> ${cost(item.total_cost)}
      <a class="button small" data-name="open-plan" href=${`/plans/${item.id}`}>${t('plan.open')} ›</a></span></p>
    ${item.skipped && html`<${ReasonNotice} reason=${item.skipped} title=${t('plan.taken_in_part')} />`}
    <${Problem} error=${data ? null : error} onRetry=${reload} />
    ${data && html`<${PlanTabs} shown=${data} state=${state} name=${`plan-${item.id.slice(0, 12)}`} />`}`;
}
