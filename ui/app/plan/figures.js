// Figures of a plan's steps: rows and how wrong they were guessed, shares of the cost, how near rows are found. Pure.

/** @typedef {import('../api/plan_model.js').Plan} Plan */
/** @typedef {import('../api/plan_model.js').PlanNode} PlanNode */

/** From here on a wrong estimate is said; below it is the usual. */
const FACTOR_SAID = 2;
/** From here on a wrong estimate misleads the optimiser. */
const FACTOR_BAD = 10;
/** A table of fewer rows is read whole without harm. */
const SMALL_TABLE_ROWS = 10_000;

/**
 * By how much the estimate missed. Parts of a row count as one: 0.3 rows and none are the same to anybody.
 * @param {number | null | undefined} estimated
 * @param {number | null | undefined} actual
 * @returns {{factor: number, more: boolean, bad: boolean} | null} null when it is near enough or one is not known
 */
export function miss(estimated, actual) {
  if (estimated === null || estimated === undefined || actual === null || actual === undefined) return null;
  const [guess, real] = [Math.max(1, estimated), Math.max(1, actual)];
  const factor = Math.max(guess, real) / Math.min(guess, real);
  return factor < FACTOR_SAID ? null : { factor, more: real > guess, bad: factor >= FACTOR_BAD };
}

/**
 * Rows of one run of a step: what is read, what is left, what was measured.
 * @param {PlanNode} node
 */
export function rowFigures(node) {
  const { rows_examined_per_scan, rows_produced, rows_joined, filtered_percent } = node.estimates ?? {};
  const ran = node.actuals?.state === 'executed' ? node.actuals : null;
  const estimated = rows_produced ?? rows_examined_per_scan ?? null;
  const actual = ran?.rows ?? null;
  return {
    examined: rows_examined_per_scan ?? null,
    estimated,
    joined: rows_joined ?? null,
    filteredPercent: filtered_percent ?? null,
    actual,
    loops: ran?.loops ?? null,
    neverExecuted: node.actuals?.state === 'never_executed',
    miss: miss(estimated, actual),
  };
}

/**
 * What the steps' own parts are compared by: measured time where there is any, else the optimiser's cost.
 * @param {Plan} plan
 * @returns {{by: 'time' | 'cost', total: number} | null}
 */
export function weighing(plan) {
  /** @param {'self_time_ms' | 'self_cost'} name */
  const sum = (name) => plan.nodes.reduce((total, node) => total + Math.max(0, node[name] ?? 0), 0);
  const time = plan.is_analyze ? sum('self_time_ms') : 0;
  if (time > 0) return { by: 'time', total: time };
  const cost = sum('self_cost');
  return cost > 0 ? { by: 'cost', total: cost } : null;
}

/**
 * A step's own part of the whole, from 0 to 1; null when it is not known.
 * @param {PlanNode} node
 * @param {ReturnType<typeof weighing>} weight
 */
export function share(node, weight) {
  const own = weight && (weight.by === 'time' ? node.self_time_ms : node.self_cost);
  return own === undefined || own === null || !weight ? null : Math.min(1, Math.max(0, own) / weight.total);
}

const GROUPS = /** @type {Record<string, AccessGroup>} */ ({
  system: 'constant', const: 'constant',
  eq_ref: 'lookup', ref: 'lookup', ref_or_null: 'lookup', unique_subquery: 'lookup', index_subquery: 'lookup', fulltext: 'lookup',
  range: 'range', skip_scan: 'range', group_skip_scan: 'range', range_checked: 'range', index_merge: 'range',
  index: 'scan', ALL: 'scan',
});

/** @typedef {'constant' | 'lookup' | 'range' | 'scan' | 'other'} AccessGroup */

/**
 * Which colour a way to find rows has.
 * @param {string | undefined} access
 * @returns {AccessGroup}
 */
export const accessGroup = (access) => (access && Object.hasOwn(GROUPS, access) ? GROUPS[access] : 'other');

/**
 * Whether a scan is of a table so small that it is no alarm. What is not known is not small, unless it is a table
 * that the server made for this query: nobody can give it an index.
 * @param {PlanNode} node
 */
export function isSmall(node) {
  const { examined, estimated, actual } = rowFigures(node);
  const rows = Math.max(examined ?? -1, estimated ?? -1, actual ?? -1);
  if (rows < 0) return node.table?.alias.startsWith('<') ?? false;
  return rows < SMALL_TABLE_ROWS;
}

/**
 * A number of rows or a cost as a person reads it: whole from 100 on, three digits below, short from 100,000 on.
 * @param {number} value
 * @param {(value: number) => string} short
 */
export function plainNumber(value, short) {
  if (value >= 9_999.5) return short(value);
  if (value >= 99.5 || Number.isInteger(value)) return String(Math.round(value));
  if (value < 0.005 && value > 0) return '<0.01';
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}

/**
 * A time in the plan's milliseconds as microseconds.
 * @param {number | null | undefined} ms
 */
export const asUs = (ms) => (ms === null || ms === undefined ? null : ms * 1_000);

/**
 * How many times, as said of an estimate: nobody asks for its third digit.
 * @param {number} factor
 */
export const factorText = (factor) => (factor >= 9_999.5 ? '>9999' : String(Number(factor.toPrecision(2))));
