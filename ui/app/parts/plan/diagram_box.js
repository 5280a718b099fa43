// One step and one edge of the picture. Words stand beside every colour; a text that does not fit is cut by its frame.
import { compactNumber, duration } from '../../format.js';
import { known, t } from '../../i18n/index.js';
import { accessGroup, asUs, factorText, isSmall, plainNumber, rowFigures } from '../../plan/figures.js';
import { cutToWidth, shortHeading } from '../../plan/steps.js';
import { html, useComputed } from '../../view.js';
import { accessWords, roleWords } from './marks.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */

const LINE = 15;
const PADDING = 9;
/** As the style sheet has them. */
const FONTS = { name: '650 12.5px var(--sans)', words: '12px var(--sans)', figures: '11px var(--mono)', group: '600 11px var(--sans)' };
const THINNEST = 1.2;
const THICKEST = 7;

/** Which fonts a machine has is not known before: letters are measured, each once. */
const measured = /** @type {Record<keyof typeof FONTS, Map<string, number>>} */ ({ name: new Map(), words: new Map(), figures: new Map(), group: new Map() });
/** @type {CanvasRenderingContext2D | null} */
let canvas = null;

/** @param {keyof typeof FONTS} kind */
const widthIn = (kind) => (/** @type {string} */ letter) => {
  const known = measured[kind].get(letter);
  if (known !== undefined) return known;
  canvas ??= document.createElement('canvas').getContext('2d');
  if (!canvas) return 8;
  const style = getComputedStyle(document.documentElement);
  canvas.font = FONTS[kind].replace(/var\((--\w+)\)/, (_, name) => style.getPropertyValue(name));
  const width = canvas.measureText(letter).width;
  measured[kind].set(letter, width);
  return width;
};

/** @param {number} value */
const short = (value) => plainNumber(value, compactNumber);

/** @param {PlanNode} node */
function groupOf(node) {
  if (node.actuals?.state === 'never_executed') return 'never';
  return node.table && node.operation.kind !== 'temporary_scan' ? accessGroup(node.table.access) : 'step';
}

/**
 * @param {object} props
 * @param {import('../../api/plan_model.js').Box} props.box
 * @param {PlanNode | undefined} props.node
 * @param {import('./state.js').PlanState} props.state
 * @param {import('../../api/plan_model.js').Finding | undefined} props.finding
 */
export function DiagramBox({ box, node, state, finding }) {
  const selected = useComputed(() => state.node.value === box.node).value;
  if (!node) return null;
  const choose = () => (state.node.value = selected ? null : node.id);
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  };
  const lines = linesOf(node).slice(0, Math.max(1, Math.floor((box.height - PADDING) / LINE)));
  const top = (box.height - lines.length * LINE) / 2;
  return html`<g class=${`box access-${groupOf(node)}`} transform=${`translate(${box.x} ${box.y})`} data-node=${node.id} data-small=${isSmall(node)}
    aria-pressed=${selected} role="button" tabindex=${selected ? 0 : -1} aria-label=${lines.map(({ text }) => text).join(', ')} onClick=${choose} onKeyDown=${press}>
    <title>${node.heading}</title>
    <rect class="box-frame" width=${box.width} height=${box.height} rx="7" />
    <rect class="box-edge" width="5" height=${Math.max(0, box.height - 10)} x="0" y="5" rx="2" />
    <svg width=${box.width - 4} height=${box.height} overflow="hidden">${lines.map(({ kind, text }, at) =>
      html`<text key=${at} class=${`box-${kind}`} x="13" y=${top + LINE * at + LINE * 0.76}>${cutToWidth(text, box.width - 20, widthIn(kind))}</text>`)}</svg>
    ${finding && html`<g class=${`box-finding severity-${finding.severity}`} transform=${`translate(${box.width - 4} 4)`}><circle r="8" /><text y="4" text-anchor="middle">!</text></g>`}
  </g>`;
}

/**
 * What is written into a box, the most telling first.
 * @param {PlanNode} node
 * @returns {{kind: 'name' | 'words' | 'figures', text: string}[]}
 */
function linesOf(node) {
  const { table } = node;
  const isTable = table !== undefined && node.operation.kind === 'table_access';
  // The frame around a query of its own says what it is.
  const roles = standsInFrame(node) ? [] : roleWords(node);
  const name = isTable ? [table.alias, ...roles].join(' · ') : shortHeading(node).replace(/ using temporary table$/, '');
  const words = isTable
    ? table.access ? `${accessWords(table.access)} (${table.access})` : shortHeading(node)
    : [...roles, ...(node.badges ?? []).filter((badge) => badge !== 'never_executed').map((badge) => known(`plan.badge.${badge}`, badge))].join(' · ');
  return /** @type {any} */ ([
    { kind: 'name', text: name },
    words && { kind: 'words', text: words },
    isTable && table.index && { kind: 'figures', text: table.index },
    figuresOf(node) && { kind: node.actuals?.state === 'never_executed' ? 'words' : 'figures', text: figuresOf(node) },
  ].filter(Boolean));
}

/** @param {PlanNode} node */
const standsInFrame = ({ role }) => role.endsWith('subquery') || role === 'materialized_from' || role === 'recursive';

/** @param {PlanNode} node */
function figuresOf(node) {
  const { examined, estimated, actual, loops, neverExecuted, miss } = rowFigures(node);
  if (neverExecuted) return t('plan.badge.never_executed');
  const read = examined ?? estimated;
  const rows = actual !== null
    ? `${estimated === null || !miss ? '' : `${short(estimated)}→`}${t('plan.rows_short', { count: actual, n: short(actual) })}${miss ? ` ${miss.more ? '↑' : '↓'}×${factorText(miss.factor)}` : ''}${loops !== null && loops > 1 ? `, ${short(loops)}×` : ''}`
    : read === null ? '' : t('plan.rows_short', { count: read, n: short(read) });
  const own = node.self_time_ms !== undefined ? duration(Number(asUs(node.self_time_ms)))
    : node.self_cost !== undefined && node.self_cost > 0 ? t('plan.cost_short', { n: short(node.self_cost) }) : '';
  return [rows, own].filter(Boolean).join(' · ');
}

/** @param {{edge: import('../../api/plan_model.js').Edge, nodes: readonly PlanNode[]}} props */
export function DiagramEdge({ edge, nodes }) {
  const role = nodes[edge.from]?.role ?? '';
  const apart = role.endsWith('subquery') || role === 'index_merge_part';
  const width = edge.rows === null || edge.rows <= 1 ? THINNEST : Math.min(THICKEST, THINNEST + Math.log10(edge.rows) * 0.9);
  const [from, next] = [edge.points[0], edge.points[1] ?? edge.points[0]];
  return html`<g class="edge" data-apart=${apart}>
    <polyline points=${edge.points.map((point) => point.join(',')).join(' ')} stroke-width=${width} />
    ${edge.rows !== null && from && html`<text x=${(from[0] + next[0]) / 2 + 6} y=${(from[1] + next[1]) / 2 + 4}>${short(edge.rows)}</text>`}
  </g>`;
}

/** A query of its own stands in a frame with its name. @param {{group: import('../../api/plan_model.js').Box, node: PlanNode | undefined}} props */
export function DiagramGroup({ group, node }) {
  if (!node) return null;
  const badges = (node.badges ?? []).filter((badge) => badge === 'dependent' || badge === 'uncacheable').map((badge) => known(`plan.badge.${badge}`, badge));
  return html`<g class="group" transform=${`translate(${group.x} ${group.y})`} data-dependent=${badges.length > 0}>
    <rect width=${group.width} height=${group.height} rx="9" />
    <text x="12" y=${group.height - 9}>${cutToWidth([...roleWords(node), ...badges].join(' · '), group.width - 20, widthIn('group'))}</text></g>`;
}
