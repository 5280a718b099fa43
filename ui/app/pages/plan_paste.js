// A plan from anywhere: pasted or dropped, read by the same rules, shown by the same parts. No MySQL server is asked.
import { ApiError, request } from '../api/client.js';
import { t } from '../i18n/index.js';
import { DropArea } from '../parts/plan/drop_area.js';
import { PlanTabs } from '../parts/plan/plan_tabs.js';
import { usePlanState } from '../parts/plan/state.js';
import { placeOf, refusalText } from '../plan/reason_text.js';
import { ShapeMark } from '../parts/plan/marks.js';
import { explain } from '../parts/problem.js';
import { known } from '../i18n/index.js';
import { html, signal, useRef, useSignal } from '../view.js';

/** @typedef {import('../api/plan_model.js').ReadPlan} ReadPlan */

/** What was typed outlives a look at another page; it is in no address, for a plan may hold literals. */
const document = signal('');
const statement = signal('');

export function PlanPastePage() {
  const answer = useSignal(/** @type {{read: ReadPlan, document: string} | null} */ (null));
  const error = useSignal(/** @type {Error | null} */ (null));
  const busy = useSignal(false);
  const result = useRef(/** @type {HTMLDivElement | null} */ (null));
  /** @param {Event} event */
  const read = async (event) => {
    event.preventDefault();
    busy.value = true;
    try {
      const body = { document: document.value, sql: statement.value.trim() || null };
      answer.value = { read: await request('/plans/read', { method: 'POST', body }), document: body.document };
      error.value = null;
      requestAnimationFrame(() => result.current?.scrollIntoView({ block: 'start' }));
    } catch (problem) {
      [answer.value, error.value] = [null, /** @type {Error} */ (problem)];
    } finally {
      busy.value = false;
    }
  };
  return html`<main class="page plan-page">
    <div class="section-head"><h1 class="page-title">${t('paste.title')}</h1><a class="button small" href="/plans">‹ ${t('plans.title')}</a></div>
    <p class="muted paste-what">${t('paste.what')}</p>
    <form class="panel fields paste-form" onSubmit=${read} onKeyDown=${(/** @type {KeyboardEvent} */ event) =>
      event.key === 'Enter' && (event.ctrlKey || event.metaKey) && document.value.trim() !== '' && void read(event)}>
      <${DropArea} text=${document} label=${t('paste.document')} rows=${answer.value ? 6 : 13} hint=${t('paste.formats')} />
      <label class="field">${t('paste.sql')}<textarea class="mono" name="sql" rows="3" spellcheck="false" value=${statement.value}
        onInput=${(/** @type {any} */ event) => (statement.value = event.target.value)}></textarea></label>
      <p class="actions"><button class="button primary" disabled=${busy.value || document.value.trim() === ''}>${t('paste.read')}</button></p>
      <${Refusal} error=${error.value} />
    </form>
    <div ref=${result} class="paste-result">${answer.value && html`<${Result} key=${answer.value.document} answer=${answer.value} />`}</div>
  </main>`;
}

/** Where it is wrong and what: the reader's words hold the line and column. @param {{error: Error | null}} props */
function Refusal({ error }) {
  if (!error) return null;
  const isNoPlan = error instanceof ApiError && error.status === 422;
  const { title, detail } = isNoPlan ? { title: t('paste.no_plan'), detail: refusalText(error.detail || error.title) } : explain(error);
  const at = isNoPlan ? placeOf(detail ?? '') : null;
  return html`<div class="notice notice-bad" role="alert" data-name="paste-error"><div><strong>${title}</strong>
    ${isNoPlan && html`<p>${at && `${t(at.column ? 'paste.at' : 'paste.at_line', at)} `}${t('paste.how')}</p>`}
    ${detail && html`<p class=${isNoPlan ? 'muted small-text wrap' : 'wrap'} lang="en">${detail}</p>`}</div></div>`;
}

/** @param {{answer: {read: ReadPlan, document: string}}} props */
function Result({ answer }) {
  const state = usePlanState();
  const { plan, shape } = answer.read;
  const isJson = /json/.test(plan.plan.format);
  const shown = { plan, documents: { json: isJson ? answer.document : null, tree: isJson ? null : answer.document } };
  return html`<p class="paste-read" data-name="paste-read"><span class="mark">${known(`plan.format.${plan.plan.format}`, plan.plan.format)}</span>
      ${plan.plan.is_analyze && html`<span class="mark method-explain_analyze">${t('plan.method.explain_analyze')}</span>`}
      <span class="muted">${t('plan.shape')}</span> <${ShapeMark} shape=${shape} /></p>
    <${PlanTabs} shown=${shown} state=${state} name="plan" />`;
}
