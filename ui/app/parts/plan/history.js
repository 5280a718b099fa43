// The shapes that a statement's plan has had, how fast it was under each, and the change that made it slower.
import { t } from '../../i18n/index.js';
import { useResource } from '../../resource.js';
import { go } from '../../router.js';
import { html, useSignal } from '../../view.js';
import { Count, Duration, Moment } from '../figures.js';
import { Problem } from '../problem.js';
import { DiffView } from './diff_view.js';
import { saidOf } from './findings.js';
import { FindingCounts, MethodMark, SeverityMark, shortShape } from './marks.js';
import { cost } from './plan_head.js';
import { ReasonText } from './reason.js';

/** @typedef {import('../../api/plan_model.js').PlanHistory} PlanHistoryData */
/** @typedef {import('../../api/plan_model.js').ShapeHistory} ShapeHistory */

/** @param {{fingerprint: string}} props */
export function PlanHistory({ fingerprint }) {
  const { data, error, reload } = /** @type {import('../../resource.js').Resource<import('../../api/plan_model.js').StatementPlans>} */ (
    useResource(`/statements/${encodeURIComponent(fingerprint)}/plans`));
  const histories = data?.histories ?? [];
  return html`<section class="plan-history" data-name="plan-history">
    <h2 class="section-title">${t('plan.history')}</h2>
    <${Problem} error=${data ? null : error} onRetry=${reload} />
    ${data && histories.length === 0 && html`<p class="muted" data-name="no-history">${t('plan.no_history')}</p>`}
    ${histories.map((history) => html`<${OneHistory} key=${`${history.target} ${history.schema}`} history=${history} />`)}
  </section>`;
}

/** @param {{history: PlanHistoryData}} props */
function OneHistory({ history }) {
  const { shapes, regression } = history;
  const current = shapes.find(({ is_current }) => is_current);
  const before = shapes.find(({ plan }) => plan.id === history.regressed_from);
  return html`<div class="history" data-target=${history.target}>
    <h3 class="history-where">${history.target} <span class="muted">· ${history.schema ?? t('who.no_schema')}</span></h3>
    ${regression && html`<${Regression} finding=${regression} before=${before} after=${current} />`}
    <table class="table history-table">
      <thead><tr>
        <th class="c-shape" scope="col" title=${t('plan.shape_why')}>${t('plan.shape')}</th>
        <th class="c-count number" scope="col" title=${t('plan.history_count_why')}>${t('column.count')}</th>
        <th class="c-p50 number" scope="col">p50</th><th class="c-p95 number" scope="col">p95</th>
        <th class="c-max number" scope="col">${t('column.max')}</th>
        <th class="c-cost number" scope="col">${t('plan.cost')}</th>
        <th class="c-findings" scope="col">${t('plans.findings')}</th>
        <th class="c-first" scope="col">${t('figure.first_seen')}</th><th class="c-last" scope="col">${t('column.last_seen')}</th>
        <th class="c-compare" scope="col"><span class="off-screen">${t('plan.compare')}</span></th>
      </tr></thead>
      <tbody>${shapes.map((shape, at) => html`<${ShapeRow} key=${shape.plan.id} shape=${shape} next=${shapes[at + 1]} slowest=${Math.max(1, ...shapes.map(({ p95_us }) => p95_us ?? 0))} />`)}</tbody>
    </table>
  </div>`;
}

/** @param {{shape: ShapeHistory, next: ShapeHistory | undefined, slowest: number}} props */
function ShapeRow({ shape, next, slowest }) {
  const { plan } = shape;
  const href = `/plans/${plan.id}`;
  /** @param {MouseEvent} event */
  const open = (event) => {
    if (!(/** @type {Element} */ (event.target).closest('a, button')) && String(getSelection()) === '') go(href);
  };
  return html`<tr data-shape=${shape.shape} onClick=${open}>
    <td class="c-shape"><a class="mono" href=${href} title=${shape.shape ?? ''}>${shape.shape ? shortShape(shape.shape) : t('plans.none')}</a>${' '}
      ${shape.is_current && html`<span class="mark mark-finished" title=${t('plan.current_why')}>${t('plan.current')}</span>`}
      ${plan.method !== 'explain' && html` <${MethodMark} method=${plan.method} />`}
      ${plan.skipped && html`<div class="plan-why"><${ReasonText} reason=${plan.skipped} /></div>`}</td>
    <td class="c-count number" data-label=${t('column.count')}><${Count} value=${shape.count} short /></td>
    <td class="c-p50 number" data-label="p50"><${Duration} us=${shape.p50_us} /></td>
    <td class="c-p95 number" data-label="p95"><${Duration} us=${shape.p95_us} />
      <span class="bar" aria-hidden="true"><i style=${{ width: `${((shape.p95_us ?? 0) / slowest) * 100}%` }}></i></span></td>
    <td class="c-max number" data-label=${t('column.max')}><${Duration} us=${shape.max_us} /></td>
    <td class="c-cost number">${cost(plan.total_cost)}</td>
    <td class="c-findings"><${FindingCounts} counts=${plan.findings} /></td>
    <td class="c-first"><${Moment} at=${shape.first_seen} /></td>
    <td class="c-last"><${Moment} at=${shape.last_seen} /></td>
    <td class="c-compare">${next && html`<a class="button small" href=${`${href}?tab=diff&with=${next.plan.id}`} title=${t('plan.compare_why')}>${t('plan.compare')}</a>`}</td>
  </tr>`;
}

/** @param {{finding: import('../../api/plan_model.js').Finding, before: ShapeHistory | undefined, after: ShapeHistory | undefined}} props */
function Regression({ finding, before, after }) {
  const open = useSignal(false);
  const [title, why, advice, disprove] = /** @type {const} */ (['title', 'why', 'try', 'disprove']).map((part) => saidOf(finding, part));
  return html`<div class="notice notice-bad regression" data-name="regression"><div class="regression-body">
    <strong lang=${title.foreign ? 'en' : undefined}><${SeverityMark} severity=${finding.severity} /> ${title.text}</strong>
    <p lang=${why.foreign ? 'en' : undefined}>${why.text}</p>
    <dl class="finding-parts"><div><dt>${t('plan.finding_try')}</dt><dd>${advice.text}</dd></div><div><dt>${t('plan.finding_disprove')}</dt><dd>${disprove.text}</dd></div></dl>
    ${before && after && html`<p><button type="button" class="button small" data-name="show-diff" aria-expanded=${open.value} onClick=${() => (open.value = !open.value)}>${t(open.value ? 'plan.hide_both' : 'plan.show_both')}</button></p>`}
  </div></div>
  ${open.value && before && after && html`<${Both} before=${before} after=${after} />`}`;
}

/** @param {{before: ShapeHistory, after: ShapeHistory}} props */
function Both({ before, after }) {
  const { data, error, reload } = /** @type {import('../../resource.js').Resource<import('../../api/plan_model.js').PlanDiff>} */ (
    useResource(`/plans/diff?a=${before.plan.id}&b=${after.plan.id}`));
  /** @param {ShapeHistory} shape @param {'plan.before' | 'plan.after'} name */
  const head = (shape, name) => html`${t(name)} <a class="mono" href=${`/plans/${shape.plan.id}`}>${shortShape(shape.shape ?? '')}</a> · p95 <${Duration} us=${shape.p95_us} />`;
  return html`<div class="panel regression-plans"><${Problem} error=${error} onRetry=${reload} />
    ${data && html`<${DiffView} diff=${data} before=${head(before, 'plan.before')} after=${head(after, 'plan.after')} />`}</div>`;
}
