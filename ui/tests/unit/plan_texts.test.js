// What is said of findings and of two plans: texts filled from evidence, in both languages, and rows of a comparison.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../app/i18n/en.js';
import { ko } from '../../app/i18n/ko.js';
import { choices, counts, shownRows, SIGNS } from '../../app/plan/diff.js';
import { bySeverity, evidenceOf, findingText, gravestByNode, unitOf, variantOf } from '../../app/plan/finding_text.js';

/** @typedef {import('../../app/api/plan_model.js').Finding} Finding */

/** Every finding of the crate `plan`. */
const IDS = ['full_scan', 'full_index_scan', 'poor_selectivity', 'waste', 'sort', 'temporary_table', 'join_without_index', 'dependent_subquery',
  'index_ignored', 'key_prefix_only', 'index_merge_intersection', 'function_on_column', 'implicit_cast', 'misestimate', 'deep_offset',
  'plan_changed', 'parallel_query', 'never_executed'];
const PARTS = /** @type {const} */ (['title', 'why', 'try', 'disprove']);

/** @param {string} id @param {Partial<Finding>} [rest] @returns {Finding} */
const finding = (id, rest = {}) => ({ id, severity: 'warning', node: 0, evidence: {}, title: 'T', why: 'W', try: 'R', disprove: 'D', ...rest });

/** @param {Record<string, unknown>} table */
const words = (table) => ({
  template: (/** @type {string} */ key) => (typeof table[key] === 'string' ? String(table[key]) : null),
  say: (/** @type {string} */ name, /** @type {unknown} */ value) => `${name}=${value}`,
  isServers: false,
});

test('every finding has all its texts in both languages', () => {
  for (const table of [en, ko]) {
    for (const id of IDS) for (const part of PARTS) assert.equal(typeof (/** @type {any} */ (table)[`finding.${id}.${part}`]), 'string', `${id}.${part}`);
  }
  const known = Object.keys(en).filter((key) => key.startsWith('finding.')).map((key) => key.split('.')[1]);
  assert.deepEqual([...new Set(known)].sort(), [...IDS, 'full_scan_whole'].sort());
});

test('a text is filled from the evidence, the table from the step where the evidence has none', () => {
  const full = findingText(finding('full_scan', { evidence: { table: 'orders' } }), 'title', {}, words(en));
  assert.deepEqual(full, { text: 'Full table scan of table=orders', foreign: false });
  assert.equal(findingText(finding('full_scan'), 'title', { table: 'o' }, words(ko)).text, 'table=o full table scan');
  const guess = findingText(finding('misestimate', { evidence: { estimated_rows: 1, actual_rows: 0 } }), 'title', {}, words(ko));
  assert.ok(guess.text.includes('actual_rows=0') && !guess.foreign, 'zero is a value');
});

test('where evidence is missing or the finding is of a newer server, its own words are shown and never a hole', () => {
  assert.deepEqual(findingText(finding('misestimate'), 'title', {}, words(en)), { text: 'T', foreign: true });
  assert.deepEqual(findingText(finding('full_scan'), 'title', { table: undefined }, words(en)), { text: 'T', foreign: true });
  assert.deepEqual(PARTS.map((part) => findingText(finding('of_tomorrow'), part, {}, words(ko)).text), ['T', 'W', 'R', 'D']);
});

test('a page in the server’s language shows its words, which are about this very case, and ours where it says nothing', () => {
  const served = { ...words(en), isServers: true };
  const scan = finding('full_scan', { evidence: { table: 'o', columns: 'a', filtered_percent: 1 }, why: '' });
  assert.deepEqual(findingText(scan, 'title', {}, served), { text: 'T', foreign: false });
  assert.equal(findingText(scan, 'why', {}, served).text, en['finding.full_scan.why']);
});

test('of a table that is wanted whole nobody is told to index a condition', () => {
  assert.equal(variantOf(finding('full_scan', { evidence: { filtered_percent: 100 } })), 'full_scan_whole');
  assert.equal(variantOf(finding('full_scan', { evidence: { filtered_percent: 10 } })), 'full_scan');
  assert.equal(variantOf(finding('full_scan', { evidence: { columns: 'a' } })), 'full_scan');
  assert.equal(variantOf(finding('sort')), 'sort');
});

test('hostile evidence stays the text that it is, also when it looks like a place to fill', () => {
  const { text } = findingText(finding('full_scan', { evidence: { table: '{rows}$&<img src=x>' } }), 'title', {}, words(en));
  assert.equal(text, 'Full table scan of table={rows}$&<img src=x>');
});

test('evidence keeps its order and its units', () => {
  assert.deepEqual(evidenceOf(finding('x', { evidence: { table: 't', rows: 5, index: null, column: 'c' } })), [['rows', 5], ['column', 'c']]);
  assert.deepEqual(['p95_after_us', 'filtered_percent', 'time_ms', 'read_bytes', 'rows', 'status'].map(unitOf), ['us', 'percent', 'ms', 'bytes', 'plain', 'plain']);
});

test('the gravest comes first and marks its step', () => {
  const all = [finding('a', { severity: 'info' }), finding('b', { severity: 'notice', node: 1 }), finding('c', { severity: 'warning' }), finding('d', { node: null })];
  assert.deepEqual(bySeverity(all).map(({ id }) => id), ['c', 'd', 'b', 'a']);
  assert.deepEqual([...gravestByNode(all)].map(([node, { id }]) => [node, id]), [[0, 'c'], [1, 'b']]);
});

/** @param {number} id @param {string} alias */
const step = (id, alias) => ({ id, parent: null, depth: 0, role: 'input', operation: { kind: 'table_access' }, heading: alias, table: { alias } });
/** @type {import('../../app/api/plan_model.js').PlanDiff} */
const diff = {
  same_shape: false,
  a: { format: 'tree', is_analyze: false, nodes: [step(0, 'o'), step(1, 'c'), step(2, 'gone')] },
  b: { format: 'tree', is_analyze: false, nodes: [step(0, 'c'), step(1, 'o'), step(2, 'new')] },
  rows: [
    { kind: 'moved', a: 1, b: 0, depth: 0, changes: [] },
    { kind: 'changed', a: 0, b: 1, depth: 0, changes: [{ field: 'access', before: 'ref', after: 'ALL' }, { field: 'rows', before: '2', after: '2000' }] },
    { kind: 'changed', a: 1, b: 0, depth: 1, changes: [{ field: 'cost', before: '1', after: '2' }] },
    { kind: 'removed', a: 2, b: null, depth: 1, changes: [] },
    { kind: 'added', a: null, b: 2, depth: 1, changes: [] },
    { kind: 'same', a: 9, b: null, depth: 1, changes: [] },
  ],
};

test('rows of a comparison name the steps of both plans, and figures alone are no other plan', () => {
  const rows = shownRows(diff);
  assert.deepEqual(rows.map(({ a, b }) => [a?.heading, b?.heading]), [['c', 'c'], ['o', 'o'], ['c', 'c'], ['gone', undefined], [undefined, 'new'], [undefined, undefined]]);
  assert.deepEqual(counts(rows), { same: 1, changed: 1, moved: 1, added: 1, removed: 1, figures: 1 });
  assert.deepEqual(shownRows(diff, { changesOnly: true }).map(({ kind }) => kind), ['moved', 'changed', 'removed', 'added']);
  assert.deepEqual(choices(rows).map(({ field, after, node }) => [field, after, node?.table?.alias]), [['access', 'ALL', 'o']]);
});

test('each kind of row has a sign of its own, so that no colour is needed', () => {
  assert.equal(new Set(Object.values(SIGNS)).size, Object.keys(SIGNS).length);
});
