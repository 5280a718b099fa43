// Two plans side by side: the rows of a comparison as a page shows them. Pure.

/** @typedef {import('../api/plan_model.js').PlanDiff} PlanDiff */
/** @typedef {import('../api/plan_model.js').DiffRow} DiffRow */
/** @typedef {import('../api/plan_model.js').PlanNode} PlanNode */

/** The sign of each kind, which says without a colour what happened. */
export const SIGNS = { same: '=', changed: '≠', moved: '↷', added: '+', removed: '−' };

/** What makes another plan of it; figures move by themselves when tables grow. */
const OF_FIGURES = new Set(['rows', 'actual_rows', 'loops', 'filtered_percent', 'cost', 'time_ms']);

/**
 * @typedef {object} ShownRow
 * @property {import('../api/plan_model.js').DiffKind} kind
 * @property {PlanNode | null} a
 * @property {PlanNode | null} b
 * @property {number} depth
 * @property {import('../api/plan_model.js').DiffChange[]} changes
 * @property {boolean} figuresOnly only rows, cost or time differ
 */

/**
 * @param {PlanDiff} diff
 * @param {{changesOnly?: boolean}} [options]
 * @returns {ShownRow[]}
 */
export function shownRows(diff, { changesOnly = false } = {}) {
  return diff.rows.map((row) => ({
    kind: row.kind,
    a: row.a === null ? null : diff.a.nodes[row.a] ?? null,
    b: row.b === null ? null : diff.b.nodes[row.b] ?? null,
    depth: row.depth,
    changes: row.changes ?? [],
    figuresOnly: row.kind === 'changed' && (row.changes ?? []).every(({ field }) => OF_FIGURES.has(field)),
  })).filter(({ kind, figuresOnly }) => !changesOnly || (kind !== 'same' && !figuresOnly));
}

/**
 * How many rows of each kind there are; those of which only figures differ count apart.
 * @param {readonly ShownRow[]} rows
 */
export function counts(rows) {
  const found = { same: 0, changed: 0, moved: 0, added: 0, removed: 0, figures: 0 };
  for (const { kind, figuresOnly } of rows) found[figuresOnly ? 'figures' : kind] += 1;
  return found;
}

/**
 * The changes that make another plan of it, each with the step it is of.
 * @param {readonly ShownRow[]} rows
 */
export const choices = (rows) => rows.flatMap(({ kind, a, b, changes }) => (kind === 'added' || kind === 'removed' ? [] :
  changes.filter(({ field }) => !OF_FIGURES.has(field) && field !== 'condition' && field !== 'heading')
    .map((change) => ({ ...change, node: b ?? a }))));
