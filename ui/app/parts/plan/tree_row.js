// One step in the tree-table: what it does, its own part of the cost, its rows, its key, its conditions; details on demand.
import { compactNumber, duration, number, percent } from '../../format.js';
import { t } from '../../i18n/index.js';
import { asUs, factorText, plainNumber, rowFigures, share } from '../../plan/figures.js';
import { aroundName, conditionLine, countBelow, shortHeading } from '../../plan/steps.js';
import { language } from '../../preferences.js';
import { html, useComputed } from '../../view.js';
import { AccessMark, Badges, roleWords, SeverityMark } from './marks.js';
import { saidOf } from './findings.js';
import { toggle } from './state.js';
import { StepDetails } from './step_details.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */

/** The one that has the focus is named by it, for screen readers. @param {number} node */
export const rowId = (node) => `plan-step-${node}`;

/** @param {number} value */
export const short = (value) => plainNumber(value, compactNumber);
/** @param {number} value */
const exact = (value) => number(Number.isInteger(value) ? value : Number(value.toPrecision(6)), language.value);

/**
 * @param {object} props
 * @param {PlanNode} props.node
 * @param {readonly PlanNode[]} props.nodes
 * @param {import('./state.js').PlanState} props.state
 * @param {ReturnType<typeof import('../../plan/figures.js').weighing>} props.weight
 * @param {number} props.heaviest
 * @param {boolean} props.isAnalyze
 * @param {import('../../api/plan_model.js').Finding | undefined} props.finding
 * @param {boolean} props.closed
 */
export function TreeRow({ node, nodes, state, weight, heaviest, isAnalyze, finding, closed }) {
  const selected = useComputed(() => state.node.value === node.id).value;
  const open = useComputed(() => state.open.value.has(node.id)).value;
  const inner = (node.children ?? []).length > 0;
  const never = node.actuals?.state === 'never_executed';
  /** @param {MouseEvent} event */
  const click = (event) => {
    if (/** @type {Element} */ (event.target).closest('button, a') || String(getSelection()) !== '') return;
    state.node.value = node.id;
    toggle(state.open, node.id);
  };
  return html`<div class="plan-row" role="row" id=${rowId(node.id)} data-node=${node.id} data-never=${never} aria-level=${node.depth + 1} aria-selected=${selected}
      aria-expanded=${inner ? !closed : undefined} onClick=${click}>
      <div class="p-step" role="gridcell" style=${{ '--depth': String(node.depth) }}>
        <${Twisty} node=${node} nodes=${nodes} closed=${closed} state=${state} />
        <${Words} node=${node} finding=${finding} />
      </div>
      <div class="p-self" role="gridcell" data-label=${t(weight?.by === 'time' ? 'plan.self_time' : 'plan.self_cost')}><${SelfPart} node=${node} weight=${weight} heaviest=${heaviest} /></div>
      <div class="p-rows" role="gridcell" data-label=${t(isAnalyze ? 'plan.rows_short_label' : 'plan.rows')}><${Rows} node=${node} isAnalyze=${isAnalyze} /></div>
      ${isAnalyze && html`<div class="p-loops" role="gridcell" data-label=${t('plan.loops')}>${node.actuals?.loops === undefined ? '' : html`<span class="figure">${short(node.actuals.loops)}</span>`}</div>`}
      <div class="p-key" role="gridcell"><${Key} node=${node} /></div>
      <div class="p-condition" role="gridcell"><${ConditionText} node=${node} /></div>
    </div>
    ${open && html`<div class="plan-row-details" role="row" data-of=${node.id}><div role="gridcell"><${StepDetails} node=${node} /></div></div>`}`;
}

/** @param {{node: PlanNode, nodes: readonly PlanNode[], closed: boolean, state: import('./state.js').PlanState}} props */
function Twisty({ node, nodes, closed, state }) {
  if ((node.children ?? []).length === 0) return html`<span class="twisty" aria-hidden="true"></span>`;
  const label = closed ? t('plan.open_below', { n: countBelow(nodes, node.id) }) : t('plan.close_below');
  return html`<button type="button" class="twisty" tabindex="-1" title=${label} aria-label=${label}
    onClick=${() => toggle(state.closed, node.id)}>${closed ? '▸' : '▾'}</button>`;
}

/** @param {{node: PlanNode, finding: import('../../api/plan_model.js').Finding | undefined}} props */
function Words({ node, finding }) {
  const [before, name, after] = aroundName(shortHeading(node), node.table?.alias);
  const roles = roleWords(node);
  return html`<div class="step-words" title=${node.heading}>
    ${finding && html`<span title=${saidOf(finding, 'title').text}><${SeverityMark} severity=${finding.severity} /></span>`}
    <${AccessMark} node=${node} />
    ${roles.length > 0 && html`<span class="role">${roles.join(' · ')}</span>`}
    <span class="step-heading">${before}${name && html`<b>${name}</b>`}${after}</span>
    <${Badges} node=${node} />
  </div>`;
}

/** @param {{node: PlanNode, weight: any, heaviest: number}} props */
export function SelfPart({ node, weight, heaviest }) {
  const part = share(node, weight);
  const own = weight?.by === 'time' ? node.self_time_ms : node.self_cost;
  if (part === null || own === undefined || node.actuals?.state === 'never_executed') return null;
  const said = weight.by === 'time' ? duration(Number(asUs(own))) : short(own);
  const cost = weight.by === 'time' && node.self_cost !== undefined ? ` · ${t('plan.self_cost')}: ${exact(node.self_cost)}` : '';
  return html`<span class=${`self-figure ${own > 0 ? '' : 'self-zero'}`} title=${`${percent(part, 1)} · ${weight.by === 'time' ? said : exact(own)}${cost}`}><span class=${`figure ${own > 0 ? '' : 'faint'}`}>${own > 0 ? said : '0'}</span>
    <span class="share faint figure">${own > 0 ? percent(part, 1) : ''}</span></span>
    ${own > 0 && html`<span class="bar" aria-hidden="true"><i data-heavy=${part >= 0.3} style=${{ width: `${Math.max(1, (own / Math.max(own, heaviest)) * 100)}%` }}></i></span>`}`;
}

/** @param {{node: PlanNode, isAnalyze: boolean}} props */
export function Rows({ node, isAnalyze }) {
  const { examined, estimated, joined, filteredPercent, actual, loops, neverExecuted, miss } = rowFigures(node);
  if (isAnalyze) {
    if (neverExecuted) return html`<span class="figure">${estimated === null ? '' : short(estimated)}</span> <span class="faint">→ ${t('plan.badge.never_executed')}</span>`;
    if (estimated === null && actual === null) return null;
    const all = actual !== null && loops !== null && loops > 1 ? ` · ${t('plan.rows_all')}: ${exact(actual * loops)}` : '';
    const title = `${t('plan.estimated')}: ${estimated === null ? '–' : exact(estimated)} · ${t('plan.measured')}: ${actual === null ? '–' : exact(actual)}${all}`;
    return html`<span title=${title}><span class="figure muted">${estimated === null ? '–' : short(estimated)}</span> <span class="faint">→</span> <b class="figure">${actual === null ? '–' : short(actual)}</b>
      ${miss && html` <${Miss} miss=${miss} />`}</span>`;
  }
  const read = examined ?? estimated;
  if (read === null) return null;
  const passes = filteredPercent !== null && filteredPercent < 100;
  const title = [`${t('plan.rows_examined')}: ${exact(read)}`, passes && `${t('plan.filtered')}: ${short(filteredPercent)} %`,
    estimated !== null && estimated !== read && `${t('plan.rows_produced')}: ${exact(estimated)}`,
    joined !== null && `${t('plan.rows_joined')}: ${exact(joined)}`].filter(Boolean).join(' · ');
  return html`<span title=${title}><span class="figure">${short(read)}</span>${passes && html` <span class="faint figure">× ${short(filteredPercent)} %</span>`}</span>`;
}

/** @param {{miss: {factor: number, more: boolean, bad: boolean}}} props */
export const Miss = ({ miss }) => html`<span class="miss" data-bad=${miss.bad} title=${t(miss.more ? 'plan.miss_more' : 'plan.miss_fewer', { factor: factorText(miss.factor) })}>${miss.more ? '↑' : '↓'}×${factorText(miss.factor)}</span>`;

/** @param {{node: PlanNode}} props */
function Key({ node }) {
  const table = node.table;
  if (!table?.index) {
    const possible = table?.possible_indexes?.length ?? 0;
    return possible > 0 && table?.access === 'ALL'
      ? html`<span class="faint" title=${`${t('plan.possible_keys')}: ${table.possible_indexes?.join(', ')}`}>${t('plan.key_unused', { n: possible })}</span>` : null;
  }
  const parts = table.index_parts?.join(', ');
  return html`<span class="key-cell" title=${[table.index, parts && `(${parts})`, table.ref?.length ? `= ${table.ref.join(', ')}` : ''].filter(Boolean).join(' ')}>
    <code>${table.index}</code>${parts && html` <span class="faint mono">(${parts})</span>`}</span>`;
}

/** So much of a condition is put into the page for a line; all of it stands in the details. */
const CONDITION_SHOWN = 240;

/** @param {{node: PlanNode}} props */
function ConditionText({ node }) {
  const text = conditionLine(node);
  return text === '' ? null : html`<code class="condition-line" title=${text.slice(0, 2_000)}>${text.length > CONDITION_SHOWN ? `${text.slice(0, CONDITION_SHOWN)}…` : text}</code>`;
}
