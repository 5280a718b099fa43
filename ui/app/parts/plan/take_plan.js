// Asking for a plan now. What happened is said as it is; what executes the query asks first, and says on which server.
import { request } from '../../api/client.js';
import { t } from '../../i18n/index.js';
import { html, useSignal } from '../../view.js';
import { Dialog } from '../dialog.js';
import { Duration } from '../figures.js';
import { Problem } from '../problem.js';
import { ReasonText } from './reason.js';

/** @typedef {import('../../api/model.js').SlowQueryDetail} SlowQueryDetail */
/** @typedef {import('../../api/plan_model.js').PlanOutcome} PlanOutcome */

/**
 * @param {object} props
 * @param {SlowQueryDetail} props.query
 * @param {(outcome: PlanOutcome) => void} props.onAnswer
 */
export function TakePlan({ query, onAnswer }) {
  const busy = useSignal(/** @type {'explain' | 'analyze' | null} */ (null));
  const outcome = useSignal(/** @type {PlanOutcome | null} */ (null));
  const error = useSignal(/** @type {Error | null} */ (null));
  const asking = useSignal(false);
  /** @param {number | null} limitS seconds that the query may run; null executes nothing */
  const take = async (limitS) => {
    busy.value = limitS === null ? 'explain' : 'analyze';
    asking.value = false;
    try {
      const answer = /** @type {PlanOutcome} */ (await request(`/slow-queries/${query.id}/plan`, { method: 'POST', body: limitS === null ? { analyze: false } : { analyze: true, confirm: 'execute', limit_s: limitS } }));
      outcome.value = answer;
      error.value = null;
      onAnswer(answer);
    } catch (problem) {
      [outcome.value, error.value] = [null, /** @type {Error} */ (problem)];
    } finally {
      busy.value = null;
    }
  };
  // A statement that writes is never run for its plan, so that is not even offered.
  const mayRun = query.class === 'read';
  return html`<div class="take-plan">
    <p class="actions">
      <button type="button" class="button small" data-name="take-plan" disabled=${busy.value !== null} onClick=${() => void take(null)}>${t(busy.value === 'explain' ? 'plan.taking' : 'plan.take')}</button>
      <button type="button" class="button small" data-name="analyze" disabled=${busy.value !== null || !mayRun} title=${mayRun ? undefined : t('plan.analyze_reads_only')}
        onClick=${() => (asking.value = true)}>${busy.value === 'analyze' ? t('plan.analyzing') : 'EXPLAIN ANALYZE…'}</button></p>
    <${Problem} error=${error.value} />
    ${outcome.value && html`<${Outcome} outcome=${outcome.value} />`}
    ${asking.value && html`<${Confirm} query=${query} onClose=${() => (asking.value = false)} onConfirm=${(/** @type {number} */ limitS) => void take(limitS)} />`}
  </div>`;
}

/** @param {{outcome: PlanOutcome}} props */
function Outcome({ outcome }) {
  const bad = outcome.outcome === 'refused' || outcome.outcome === 'failed';
  return html`<div class=${`notice ${bad ? 'notice-bad' : ''}`} role="status" data-name="outcome" data-outcome=${outcome.outcome}><div>
    <strong>${t(`plan.outcome.${outcome.outcome}`)}</strong>
    <${ReasonText} reason=${outcome} /></div>
    ${outcome.plan_id && html`<a class="button small" href=${`/plans/${outcome.plan_id}`}>${t('plan.open')} ›</a>`}</div>`;
}

/** Seconds that a query may run for its plan; the server takes no more than the last. */
const LIMITS_S = [5, 10, 30, 60];

/** @param {{query: SlowQueryDetail, onClose: () => void, onConfirm: (limitS: number) => void}} props */
function Confirm({ query, onClose, onConfirm }) {
  const limit = useSignal(10);
  return html`<${Dialog} title="EXPLAIN ANALYZE" name="confirm-analyze" onClose=${onClose}>
    <p><strong class="bad">${t('plan.analyze_runs')}</strong></p>
    <dl class="facts">
      <div class="fact"><dt>${t('column.target')}</dt><dd class="wrap">${query.target}</dd></div>
      <div class="fact"><dt>${t('figure.schema')}</dt><dd class="wrap">${query.schema ?? t('filter.none')}</dd></div>
      <div class="fact"><dt>${t('plan.analyze_before')}</dt><dd><${Duration} us=${query.duration_us} lowerBound=${query.duration_kind === 'lower_bound'} /></dd></div>
    </dl>
    <label class="field">${t('plan.analyze_limit')}<select name="limit" onChange=${(/** @type {any} */ event) => (limit.value = Number(event.target.value))}>${LIMITS_S.map((seconds) =>
      html`<option key=${seconds} value=${seconds} selected=${seconds === limit.value}>${t('time.unit_s', { count: seconds, n: seconds })}</option>`)}</select></label>
    <p>${t('plan.analyze_limit_why', { n: limit.value })}</p>
    <p class="muted">${t('plan.analyze_load')}</p>
    <p class="actions"><button type="button" class="button" onClick=${onClose}>${t('dialog.cancel')}</button>
      <button type="button" class="button danger" data-name="confirm" onClick=${() => onConfirm(limit.value)}>${t('plan.analyze_do')}</button></p>
  </${Dialog}>`;
}
