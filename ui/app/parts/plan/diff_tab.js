// With what a plan is compared: another shape of the same statement, or a document that is pasted.
import { request } from '../../api/client.js';
import { t } from '../../i18n/index.js';
import { useResource } from '../../resource.js';
import { html, useSignal } from '../../view.js';
import { Moment } from '../figures.js';
import { Problem } from '../problem.js';
import { DiffView } from './diff_view.js';
import { DropArea } from './drop_area.js';
import { MethodMark, shortShape } from './marks.js';

/** @typedef {import('../../api/plan_model.js').PlanDiff} PlanDiff */
/** @typedef {import('../../api/plan_model.js').PlanItem} PlanItem */

/**
 * @param {object} props
 * @param {string | null} props.planId
 * @param {string | null} props.document of this plan, for a comparison with what is pasted
 * @param {PlanItem[]} props.others
 * @param {import('./state.js').PlanState} props.state
 */
export function DiffTab({ planId, document, others, state }) {
  const pasting = useSignal(others.length === 0);
  const chosen = pasting.value ? null : state.other.value ?? others[0]?.id ?? null;
  return html`<div class="diff-tab">
    <div class="diff-with" role="group" aria-label=${t('plan.diff_with')}>
      <span class="muted">${t('plan.diff_with')}</span>
      ${others.map((other) => html`<button key=${other.id} type="button" class="button small diff-choice" data-plan=${other.id} aria-pressed=${other.id === chosen}
        onClick=${() => { pasting.value = false; state.other.value = other.id; }}><span class="mono">${other.shape === null ? '–' : shortShape(other.shape)}</span>
        <${Moment} at=${other.last_seen} /> ${other.method !== 'explain' && html`<${MethodMark} method=${other.method} />`}</button>`)}
      <button type="button" class="button small" data-name="paste-other" aria-pressed=${pasting.value} onClick=${() => (pasting.value = true)}>${t('plan.diff_paste')}</button>
    </div>
    ${others.length === 0 && planId && html`<p class="hint">${t('plan.diff_no_others')}</p>`}
    ${pasting.value ? document !== null && html`<${Pasted} document=${document} />` : planId && chosen && html`<${WithKept} a=${chosen} b=${planId} />`}
  </div>`;
}

/**
 * The other one stands left: what a person looks at is what became of it.
 * @param {{a: string, b: string}} props
 */
function WithKept({ a, b }) {
  const { data, error, reload } = /** @type {import('../../resource.js').Resource<PlanDiff>} */ (useResource(`/plans/diff?a=${a}&b=${b}`));
  return html`<${Problem} error=${error} onRetry=${reload} />
    ${data && html`<${DiffView} key=${a} diff=${data} before=${t('plan.other')} after=${t('plan.this')} />`}`;
}

/** @param {{document: string}} props */
function Pasted({ document }) {
  const text = useSignal('');
  const diff = useSignal(/** @type {PlanDiff | null} */ (null));
  const error = useSignal(/** @type {Error | null} */ (null));
  /** @param {SubmitEvent} event */
  const compare = async (event) => {
    event.preventDefault();
    try {
      diff.value = await request('/plans/diff', { method: 'POST', body: { a: text.value, b: document } });
      error.value = null;
    } catch (problem) {
      [diff.value, error.value] = [null, /** @type {Error} */ (problem)];
    }
  };
  return html`<form class="fields diff-paste" onSubmit=${compare}>
    <${DropArea} text=${text} label=${t('plan.paste_other')} rows=${6} />
    <p><button class="button primary" disabled=${text.value.trim() === ''}>${t('plan.compare')}</button></p>
    <${Problem} error=${error.value} />
  </form>
  ${diff.value && html`<${DiffView} diff=${diff.value} before=${t('plan.pasted')} after=${t('plan.this')} />`}`;
}
