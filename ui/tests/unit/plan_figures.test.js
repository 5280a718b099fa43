// Figures of a plan's steps, which steps are lines, what is copied, and what is seen of a picture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessGroup, factorText, isSmall, miss, plainNumber, rowFigures, share, weighing } from '../../app/plan/figures.js';
import { prettyJson } from '../../app/plan/json_text.js';
import { planApiQuery, readPlanListing, writePlanListing } from '../../app/plan/listing.js';
import { above, aroundName, asText, conditionLine, countBelow, cutToWidth, indentPx, shortHeading, shownSteps } from '../../app/plan/steps.js';
import { begin, drag, fit, within, zoom } from '../../app/plan/window.js';

/**
 * @param {number} id
 * @param {number | null} parent
 * @param {number} depth
 * @param {object} [rest]
 * @returns {import('../../app/api/plan_model.js').PlanNode}
 */
const node = (id, parent, depth, rest = {}) =>
  ({ id, parent, depth, role: 'input', operation: { kind: 'table_access' }, heading: `step ${id}`, ...rest });

test('a wrong estimate has a factor, a direction, and is bad from ten on', () => {
  assert.deepEqual(miss(100, 2_500), { factor: 25, more: true, bad: true });
  assert.deepEqual(miss(300, 100), { factor: 3, more: false, bad: false });
  assert.deepEqual(miss(500, 0), { factor: 500, more: false, bad: true }, 'none where many were expected');
  assert.equal(miss(100, 199), null);
  assert.equal(miss(0.2, 0), null, 'a part of a row is no row');
  assert.equal(miss(0.05, 1), null);
  assert.equal(miss(undefined, 5), null);
  assert.equal(miss(5, null), null, 'what is not known is not wrong');
});

test('rows: what is read and what is left are told apart, and nothing is made zero', () => {
  const figures = rowFigures(node(0, null, 0, { estimates: { rows_examined_per_scan: 1_000, rows_produced: 100, filtered_percent: 10 } }));
  assert.deepEqual([figures.examined, figures.estimated, figures.filteredPercent, figures.actual, figures.loops], [1_000, 100, 10, null, null]);
  const measured = rowFigures(node(0, null, 0, { estimates: { rows_produced: 2 }, actuals: { state: 'executed', rows: 40, loops: 3 } }));
  assert.deepEqual([measured.actual, measured.loops, measured.miss?.factor], [40, 3, 20]);
  const never = rowFigures(node(0, null, 0, { estimates: { rows_produced: 2 }, actuals: { state: 'never_executed' } }));
  assert.deepEqual([never.neverExecuted, never.actual, never.miss], [true, null, null]);
  assert.equal(rowFigures(node(0, null, 0)).estimated, null);
});

test('steps are weighed by measured time, else by cost, else not at all', () => {
  const nodes = [node(0, null, 0, { self_cost: 30, self_time_ms: 1 }), node(1, 0, 1, { self_cost: 10, self_time_ms: 3 }), node(2, 0, 1)];
  /** @param {boolean} isAnalyze */
  const weight = (isAnalyze) => weighing({ format: 'tree', is_analyze: isAnalyze, nodes });
  assert.deepEqual(weight(false), { by: 'cost', total: 40 });
  assert.deepEqual(weight(true), { by: 'time', total: 4 });
  assert.equal(share(nodes[0], weight(false)), 0.75);
  assert.equal(share(nodes[1], weight(true)), 0.75);
  assert.equal(share(nodes[2], weight(true)), null);
  assert.equal(weighing({ format: 'tree', is_analyze: false, nodes: [node(0, null, 0)] }), null);
});

test('ways to find rows have a colour, also those of tomorrow', () => {
  assert.deepEqual(['const', 'eq_ref', 'range', 'ALL', 'index', 'teleport', 'constructor', undefined].map(accessGroup),
    ['constant', 'lookup', 'range', 'scan', 'scan', 'other', 'other', 'other']);
});

test('a scan is softened only where it is known to be small', () => {
  /** @param {string} alias @param {object} [estimates] */
  const scan = (alias, estimates) => isSmall(node(0, null, 0, { table: { alias }, estimates }));
  assert.equal(scan('t', { rows_examined_per_scan: 9_999 }), true);
  assert.equal(scan('t', { rows_examined_per_scan: 10_000, rows_produced: 1 }), false);
  assert.equal(scan('t'), false);
  assert.equal(scan('<derived2>'), true);
  assert.equal(scan('<derived2>', { rows_produced: 50_000 }), false);
});

test('numbers of a plan are short and never lie about zero', () => {
  const short = (/** @type {number} */ value) => `${value}!`;
  assert.deepEqual([0, 0.001, 0.25, 1.85, 12.34, 154.4, 9_999, 20_000].map((value) => plainNumber(value, short)),
    ['0', '<0.01', '0.25', '1.85', '12.3', '154', '9999', '20000!']);
});

test('a factor has two digits', () => {
  assert.deepEqual([2, 2.97, 27.1, 267, 12_345].map(factorText), ['2', '3', '27', '270', '>9999']);
});

const tree = [node(0, null, 0, { children: [1, 4] }), node(1, 0, 1, { children: [2, 3] }), node(2, 1, 2), node(3, 1, 2), node(4, 0, 1)];

test('nothing below a closed step is shown, and what is closed inside stays closed', () => {
  const ids = (/** @type {number[]} */ closed) => shownSteps(tree, new Set(closed)).map(({ id }) => id);
  assert.deepEqual(ids([]), [0, 1, 2, 3, 4]);
  assert.deepEqual(ids([1]), [0, 1, 4]);
  assert.deepEqual(ids([0, 1]), [0]);
  assert.deepEqual(ids([4]), [0, 1, 2, 3, 4]);
  assert.deepEqual(above(tree, 3), [1, 0]);
  assert.deepEqual([0, 1, 4].map((id) => countBelow(tree, id)), [4, 2, 0]);
});

test('sixty levels still leave room for words', () => {
  assert.equal(indentPx(tree), 18);
  const deep = Array.from({ length: 61 }, (_, at) => node(at, at - 1, at));
  assert.ok(indentPx(deep) >= 3 && indentPx(deep) * 60 <= 300);
});

test('a heading leaves out what has its own column, and only that', () => {
  const lookup = node(0, null, 0, { heading: 'Index lookup on o using by_day (day = 3), with index condition: (o.x > 1)', table: { alias: 'o', index: 'by_day' },
    conditions: [{ kind: 'lookup', text: 'day = 3' }, { kind: 'pushed_to_index', text: '(o.x > 1)' }] });
  assert.equal(shortHeading(lookup), 'Index lookup on o, with index condition');
  assert.equal(shortHeading(node(0, null, 0, { heading: 'Filter: (a = 1)', conditions: [{ kind: 'attached', text: '(a = 1)' }] })), 'Filter');
  assert.equal(shortHeading(node(0, null, 0, { heading: 'Sort: a DESC, b', expressions: ['a DESC', 'b'] })), 'Sort');
  assert.equal(shortHeading(node(0, null, 0, { heading: 'Table scan on t' })), 'Table scan on t');
  assert.deepEqual(aroundName('Index lookup on o, with index condition', 'o'), ['Index lookup on ', 'o', ', with index condition']);
  assert.deepEqual(aroundName('Table scan on orders', 'order'), ['Table scan on orders', '', ''], 'a part of a name is no name');
  assert.equal(conditionLine(lookup), 'day = 3 · (o.x > 1)');
});

test('a plan as text has every step, indented, with its figures and no condition twice', () => {
  const text = asText([node(0, null, 0, { heading: 'Nested loop', estimates: { total_cost: 1.85, rows_produced: 4 } }),
    node(1, 0, 1, { heading: 'Index lookup on o using k (id = 1)', table: { alias: 'o', index: 'k' }, conditions: [{ kind: 'lookup', text: 'id = 1' }],
      estimates: { rows_examined_per_scan: 9, rows_produced: 3 }, actuals: { state: 'executed', rows: 2, loops: 4 }, self_time_ms: 0.5 }),
    node(2, 0, 1, { heading: 'Table scan on t', conditions: [{ kind: 'attached', text: '(t.a > 2)' }], actuals: { state: 'never_executed' } })]);
  assert.equal(text, '-> Nested loop  (cost=1.85 rows=4)\n' +
    '    -> Index lookup on o using k (id = 1)  (rows=3 examined=9)  (actual rows=2 loops=4 self=0.5 ms)\n' +
    '    -> Table scan on t · (t.a > 2)  (never executed)\n');
});

test('a text in the picture is cut to its box, Korean letters being wider', () => {
  const width = (/** @type {string} */ letter) => (letter === 'x' ? 6 : 12);
  assert.equal(cutToWidth('orders', 200, width), 'orders');
  assert.equal(cutToWidth('x'.repeat(100), 60, width), `${'x'.repeat(9)}…`);
  assert.equal(cutToWidth('주'.repeat(100), 60, width), `${'주'.repeat(4)}…`);
  assert.equal(cutToWidth('🐟'.repeat(9), 60, width), '🐟🐟🐟🐟…', 'no letter is cut in two');
});

test('JSON in one line is indented and no literal of it changes', () => {
  const raw = '{"a":1e+30,"b":[0.10,12345678901234567890,[],{}],"c":"x\\"{[,: y","d":{"e":null}}';
  const pretty = prettyJson(raw);
  assert.deepEqual(pretty.split('\n').slice(0, 4), ['{', '  "a": 1e+30,', '  "b": [', '    0.10,']);
  assert.ok(pretty.includes('12345678901234567890') && pretty.includes('[],') && pretty.includes('"x\\"{[,: y"'));
  assert.deepEqual(JSON.parse(pretty), JSON.parse(raw));
  const own = '{\n "as": "it came" }';
  assert.equal(prettyJson(own), own);
  for (const text of ['', '}', '{"open', '[[[', '{"a":"\\', 'no json']) assert.equal(typeof prettyJson(text), 'string');
});

test('the address of the list holds its filters, and the API is asked for nothing that it would refuse', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  const listing = readPlanListing('?target=a&target=b&schema=&plan=without&text=x&user=u&min=2s&state=running');
  assert.deepEqual([listing.range, listing.targets, listing.schema, listing.taken, listing.text], [{ kind: 'relative', span: '7d' }, ['a', 'b'], '', 'without', 'x']);
  const asked = new URLSearchParams(planApiQuery(listing, now, 50));
  assert.deepEqual([...new Set(asked.keys())].sort(), ['from', 'limit', 'schema', 'skipped', 'target', 'text']);
  assert.deepEqual([asked.getAll('target'), asked.get('skipped'), asked.get('from')], [['a', 'b'], 'true', '2026-11-14T10:00:00.000Z']);
  for (const search of ['', '?range=1h', '?range=6h&plan=with', `?shape=${'ab'.repeat(16)}&plan=without`, '?from=2026-01-01T00:00:00.000Z&target=a', '?cursor=xyz']) {
    assert.deepEqual(readPlanListing(writePlanListing(readPlanListing(search))), readPlanListing(search), search);
  }
  assert.equal(writePlanListing(readPlanListing('')), '');
});

const frame = { width: 1_000, height: 500 };

test('a picture that fits is shown whole and centred; a huge one begins readable at the asked place', () => {
  const whole = fit({ width: 2_000, height: 100 }, frame);
  assert.ok(whole.x < 0 && whole.x + frame.width / whole.scale > 2_000);
  assert.ok(Math.abs(whole.y + frame.height / whole.scale / 2 - 50) < 1e-6);
  const part = begin({ width: 50_000, height: 3_000 }, frame, { x: 100, y: 20 });
  assert.ok(part.scale > 0.6 && part.x <= 0 && part.y <= 0 && part.x > -100);
});

test('zooming keeps what is under the pointer, dragging follows it, and nobody gets lost', () => {
  const view = { x: 100, y: 50, scale: 1 };
  const nearer = zoom(view, 2, { x: 300, y: 200 });
  assert.deepEqual([nearer.scale, nearer.x + 300 / nearer.scale, nearer.y + 200 / nearer.scale], [2, 400, 250]);
  assert.deepEqual(drag(view, 10, -20), { x: 90, y: 70, scale: 1 });
  assert.ok(zoom(view, 1e9, { x: 0, y: 0 }).scale <= 4 && zoom(view, 1e-9, { x: 0, y: 0 }).scale > 0);
  const picture = { width: 4_000, height: 4_000 };
  for (const lost of [{ x: 1e9, y: 1e9, scale: 1 }, { x: -1e9, y: -1e9, scale: 0.5 }]) {
    const held = within(lost, picture, frame);
    assert.ok(held.x < picture.width && held.x + frame.width / held.scale > 0);
    assert.ok(held.y < picture.height && held.y + frame.height / held.scale > 0);
  }
});
