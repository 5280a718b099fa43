// Two plans side by side, step beside step. A sign and a word say what happened to each; the colour only helps the eye.
import { compactNumber } from '../../format.js';
import { known, t } from '../../i18n/index.js';
import { plainNumber, rowFigures } from '../../plan/figures.js';
import { choices, counts, shownRows, SIGNS } from '../../plan/diff.js';
import { aroundName, indentPx, shortHeading } from '../../plan/steps.js';
import { html, useMemo, useSignal } from '../../view.js';
import { AccessMark } from './marks.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */
/** @typedef {import('../../api/plan_model.js').DiffChange} DiffChange */

/** Of so many changes the summary speaks; the table has them all. */
const SUMMARISED = 8;

/**
 * @param {object} props
 * @param {import('../../api/plan_model.js').PlanDiff} props.diff
 * @param {any} [props.before] what the left side is called
 * @param {any} [props.after]
 */
export function DiffView({ diff, before = t('plan.before'), after = t('plan.after') }) {
  const changesOnly = useSignal(false);
  const all = useMemo(() => shownRows(diff), [diff]);
  const rows = changesOnly.value ? shownRows(diff, { changesOnly: true }) : all;
  const indent = Math.min(indentPx(diff.a.nodes), indentPx(diff.b.nodes));
  return html`<div class="diff" data-name="diff">
    <${Summary} diff=${diff} rows=${all} />
    <label class="check diff-only"><input type="checkbox" checked=${changesOnly.value}
      onChange=${(/** @type {any} */ event) => (changesOnly.value = event.target.checked)} />${t('plan.diff_changes_only')}</label>
    <div class="diff-table" role="table" style=${{ '--indent': `${Math.min(indent, 14)}px` }}>
      <div class="diff-row diff-head" role="row"><div role="columnheader">${before}</div><div class="diff-sign" role="columnheader"><span class="off-screen">${t('plan.diff_kind')}</span></div><div role="columnheader">${after}</div></div>
      ${rows.map((row, at) => html`<${DiffLine} key=${at} row=${row} />`)}
    </div>
    ${rows.length === 0 && html`<p class="muted">${t('plan.diff_nothing')}</p>`}
  </div>`;
}

/** @param {{diff: import('../../api/plan_model.js').PlanDiff, rows: import('../../plan/diff.js').ShownRow[]}} props */
function Summary({ diff, rows }) {
  const found = counts(rows);
  const changed = choices(rows);
  const kinds = /** @type {const} */ (['changed', 'moved', 'added', 'removed', 'figures']);
  const costs = [diff.a.total_cost, diff.b.total_cost];
  return html`<div class="diff-summary">
    <p><strong data-name="same-shape" data-same=${diff.same_shape}>${t(diff.same_shape ? 'plan.diff_same_shape' : 'plan.diff_other_shape')}</strong>
      ${' '}<span class="muted">${kinds.filter((kind) => found[kind] > 0).map((kind) => t(`plan.diff_count.${kind}`, { count: found[kind], n: found[kind] })).join(' · ')}</span>
      ${costs[0] !== undefined && costs[1] !== undefined && html` <span class="muted">· ${t('plan.cost')} <span class="figure">${short(costs[0])} → ${short(costs[1])}</span></span>`}</p>
    ${changed.length > 0 && html`<ul class="diff-choices">${changed.slice(0, SUMMARISED).map((change, at) => html`<li key=${at}><b>${change.node?.table?.alias ?? (change.node ? shortHeading(change.node) : '')}</b> <${Change} change=${change} /></li>`)}
      ${changed.length > SUMMARISED && html`<li class="faint">${t('plan.diff_more', { n: changed.length - SUMMARISED })}</li>`}</ul>`}
  </div>`;
}

/** @param {number} value */
const short = (value) => plainNumber(value, compactNumber);

/** @param {{change: DiffChange}} props */
const Change = ({ change }) => html`<span class="change"><span class="faint">${known(`plan.field.${change.field}`, change.field.replaceAll('_', ' '))}</span>
  ${' '}<del>${change.before ?? '–'}</del> <span class="faint" aria-hidden="true">→</span> <ins>${change.after ?? '–'}</ins></span>`;

/** @param {{row: import('../../plan/diff.js').ShownRow}} props */
function DiffLine({ row }) {
  const kind = row.figuresOnly ? 'figures' : row.kind;
  const word = t(`plan.diff_kind.${kind}`);
  return html`<div class="diff-row" role="row" data-kind=${kind} style=${{ '--depth': String(row.depth) }}>
    <${Side} node=${row.a} side="a" />
    <div class="diff-sign" role="cell" title=${word}><span aria-hidden="true">${row.figuresOnly ? '≈' : SIGNS[row.kind]}</span><span class="diff-word">${row.kind === 'same' ? '' : word}</span></div>
    <${Side} node=${row.b} side="b" />
    ${row.changes.length > 0 && html`<ul class="diff-changes" role="cell">${row.changes.map((change) => html`<li key=${change.field}><${Change} change=${change} /></li>`)}</ul>`}
  </div>`;
}

/** @param {{node: PlanNode | null, side: 'a' | 'b'}} props */
function Side({ node, side }) {
  if (!node) return html`<div class="diff-side diff-none" role="cell" data-side=${side}></div>`;
  const [head, name, tail] = aroundName(shortHeading(node), node.table?.alias);
  const { examined, estimated, actual } = rowFigures(node);
  const rows = actual ?? examined ?? estimated;
  return html`<div class="diff-side" role="cell" data-side=${side} title=${node.heading}>
    <span class="diff-words"><${AccessMark} node=${node} /> <span>${head}${name && html`<b>${name}</b>`}${tail}</span>
      ${node.table?.index && html` <code class="diff-key">${node.table.index}</code>`}</span>
    ${rows !== null && html`<span class="figure faint">${short(rows)}</span>`}
  </div>`;
}
