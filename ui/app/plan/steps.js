// The steps of a plan as lines: which are shown, how far they are indented, what stands on them. Pure.
import { rowFigures } from './figures.js';

/** @typedef {import('../api/plan_model.js').PlanNode} PlanNode */

const INDENT_PX = 18;
/** All levels together take no more than this: a query of 60 levels still has room for its words. */
const INDENT_MOST_PX = 270;

/**
 * The steps that are shown: nothing below a closed one.
 * @param {readonly PlanNode[]} nodes in preorder
 * @param {ReadonlySet<number>} closed
 */
export function shownSteps(nodes, closed) {
  /** @type {PlanNode[]} */
  const shown = [];
  let hiddenBelow = Infinity;
  for (const node of nodes) {
    if (node.depth > hiddenBelow) continue;
    hiddenBelow = closed.has(node.id) ? node.depth : Infinity;
    shown.push(node);
  }
  return shown;
}

/** @param {readonly PlanNode[]} nodes */
export function indentPx(nodes) {
  const deepest = nodes.reduce((depth, node) => Math.max(depth, node.depth), 1);
  return Math.max(3, Math.min(INDENT_PX, Math.floor(INDENT_MOST_PX / deepest)));
}

/**
 * The steps above one, the nearest first.
 * @param {readonly PlanNode[]} nodes
 * @param {number} id
 */
export function above(nodes, id) {
  const found = [];
  // A parent stands before its children, so this ends whatever a document says.
  for (let at = nodes[id]?.parent ?? null; at !== null && nodes[at] && at < id; id = at, at = nodes[at].parent ?? null) found.push(at);
  return found;
}

/**
 * How many steps stand below one.
 * @param {readonly PlanNode[]} nodes
 * @param {number} id
 */
export function countBelow(nodes, id) {
  let end = id + 1;
  while (end < nodes.length && nodes[end].depth > nodes[id].depth) end += 1;
  return end - id - 1;
}

/**
 * The server's words for a step without what has a column of its own: the condition and the index.
 * @param {PlanNode} node
 */
export function shortHeading(node) {
  let text = node.heading.trim();
  for (const { text: condition } of node.conditions ?? []) {
    if (condition === '') continue;
    // A server says it at the end, or in the middle when something more follows.
    for (const said of [`: ${condition}`, ` over ${condition}`, ` (${condition})`, ` ${condition}`]) {
      const at = text.indexOf(said);
      if (at > 0) text = text.slice(0, at) + text.slice(at + said.length);
    }
  }
  for (const expression of [node.expressions?.join(', ')]) {
    if (expression && text.endsWith(`: ${expression}`)) text = text.slice(0, -expression.length - 2);
  }
  const index = node.table?.index;
  const using = index ? text.lastIndexOf(` using ${index}`) : -1;
  if (index && using > 0) text = text.slice(0, using) + text.slice(using + ` using ${index}`.length);
  return text.trim() || node.heading;
}

/**
 * A heading cut around the table's name, so that the name can stand out.
 * @param {string} heading
 * @param {string | undefined} alias
 * @returns {[string, string, string]}
 */
export function aroundName(heading, alias) {
  if (!alias) return [heading, '', ''];
  for (const before of [' on ', ' from ', ' in ', ' ']) {
    const at = heading.indexOf(before + alias);
    const end = at + before.length + alias.length;
    if (at >= 0 && (end === heading.length || /[ ,:(]/.test(heading[end]))) return [heading.slice(0, at + before.length), alias, heading.slice(end)];
  }
  return [heading, '', ''];
}

/**
 * What a step is filtered, looked up or sorted by, in one line.
 * @param {PlanNode} node
 */
export function conditionLine(node) {
  const own = (node.conditions ?? []).map(({ text }) => text);
  const said = own.length > 0 ? own : node.expressions ?? [];
  return said.join(own.length > 0 ? ' · ' : ', ');
}

/**
 * The plan as plain text for a ticket: a step a line, indented, with its figures.
 * @param {readonly PlanNode[]} nodes
 */
export function asText(nodes) {
  return nodes.map((node) => {
    const { estimated, examined, actual, loops, neverExecuted } = rowFigures(node);
    const cost = node.estimates?.total_cost ?? node.estimates?.prefix_cost;
    const guessed = [cost === undefined ? '' : `cost=${figure(cost)}`, estimated === null ? '' : `rows=${figure(estimated)}`,
      examined !== null && examined !== estimated ? `examined=${figure(examined)}` : ''].filter(Boolean).join(' ');
    const measured = neverExecuted ? 'never executed' : actual === null ? '' :
      `actual rows=${figure(actual)} loops=${figure(loops ?? 1)}${node.self_time_ms === undefined ? '' : ` self=${figure(node.self_time_ms)} ms`}`;
    const index = node.table?.index && !node.heading.includes(` using ${node.table.index}`) ? ` using ${node.table.index}` : '';
    const conditions = (node.conditions ?? []).filter(({ text }) => !node.heading.includes(text)).map(({ text }) => ` · ${text}`).join('');
    const tail = [guessed, measured].filter(Boolean).map((text) => `  (${text})`).join('');
    return `${'    '.repeat(node.depth)}-> ${node.heading}${index}${conditions}${tail}`;
  }).join('\n') + '\n';
}

/** @param {number} value */
const figure = (value) => String(Number(value.toPrecision(6)));

/**
 * A text cut so that it fits a width: a picture has no wrapping and no ellipsis.
 * @param {string} text
 * @param {number} widthPx
 * @param {(letter: string) => number} width of a letter
 */
export function cutToWidth(text, widthPx, width) {
  let used = 0;
  /** @type {string[]} */
  const kept = [];
  for (const letter of text) {
    used += width(letter);
    if (used > widthPx) return `${kept.slice(0, -1).join('').trimEnd()}…`;
    kept.push(letter);
  }
  return text;
}
