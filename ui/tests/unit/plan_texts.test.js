// What is said of findings and of two plans: texts filled from evidence, in both languages, and rows of a comparison.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { en } from '../../app/i18n/en.js';
import { ko } from '../../app/i18n/ko.js';
import { choices, counts, shownRows, SIGNS } from '../../app/plan/diff.js';
import { bySeverity, evidenceOf, gravestByNode, saidText, unitOf } from '../../app/plan/finding_text.js';

/** @typedef {import('../../app/api/plan_model.js').Finding} Finding */

const RULES = join(dirname(fileURLToPath(import.meta.url)), '../../../crates/plan/src/findings');

/** Every sentence that the crate `plan` can say: its code and its English. */
function spoken() {
  const sources = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rs') && name !== 'sentence.rs')
    .map((name) => readFileSync(join(RULES, name), 'utf8')).join('\n');
  return [...sources.matchAll(/\bsay\(\s*"([a-z_.]+)",\s*"((?:[^"\\]|\\[^])*)"/g)]
    .map(([, code, text]) => /** @type {const} */ ([code, text.replace(/\\\n\s*/g, '')]));
}

/** @param {string} id @param {Partial<Finding>} [rest] @returns {Finding} */
const finding = (id, rest = {}) => ({ id, severity: 'warning', node: 0, evidence: {}, title: 'T', why: 'W', try: 'R', disprove: 'D', ...rest });

/** @param {Record<string, unknown>} table */
const words = (table) => ({
  template: (/** @type {string} */ key) => (typeof table[key] === 'string' ? String(table[key]) : null),
  say: (/** @type {string} */ name, /** @type {unknown} */ value) => `${name}=${value}`,
  isEnglish: table === en,
});

test('every sentence of a finding is known here, in its own words in English, and no other is', () => {
  const sentences = spoken();
  assert.ok(sentences.length > 100, String(sentences.length));
  assert.equal(new Set(sentences.map(([code]) => code)).size, sentences.length, 'a code has one sentence');
  const known = Object.fromEntries(Object.entries(en).filter(([key]) => key.startsWith('finding.')).map(([key, text]) => [key.slice('finding.'.length), text]));
  assert.deepEqual(known, Object.fromEntries(sentences));
});

test('sentences are filled with their parameters, in the language of the page', () => {
  const sentences = [{ code: 'full_scan.why.kept', parameters: { kept_percent: 0 } }, { code: 'full_scan.why.locks', parameters: {} }];
  assert.deepEqual(saidText(sentences, 'W', words(ko)), { text: '모든 row를 읽고 그중 약 kept_percent=0만 남깁니다. 데이터를 변경하는 SQL은 읽은 row를 모두 lock합니다.', foreign: false });
  assert.match(saidText(sentences, 'W', words(en)).text, /^Every row is read, and about kept_percent=0 .* A statement that changes/);
});

test('where a parameter is missing or the sentence is of a newer server, its own words are shown and never a hole', () => {
  const own = { text: 'W', foreign: true };
  const known = { code: 'full_scan.why.locks', parameters: {} };
  for (const sentences of [undefined, [], [known, { code: 'full_scan.why.kept', parameters: {} }], [known, { code: 'of.tomorrow', parameters: {} }]]) {
    assert.deepEqual(saidText(sentences, 'W', words(ko)), own);
    assert.deepEqual(saidText(sentences, 'W', words(en)), { text: 'W', foreign: false });
  }
});

test('hostile parameters stay the texts that they are, also when they look like a place to fill', () => {
  const { text } = saidText([{ code: 'full_scan.title', parameters: { table: '{rows}$&<img src=x>', rows: 7 } }], '', words(ko));
  assert.equal(text, 'table={rows}$&<img src=x> 테이블 전체를 읽음: rows=7건');
});

test('evidence keeps its order and its units', () => {
  assert.deepEqual(evidenceOf(finding('x', { evidence: { table: 't', rows: 5, index: null, column: 'c' } })), [['rows', 5], ['column', 'c']]);
  const titled = finding('x', { evidence: { rows: 5, index: 'k', on_disk: 'unknown', loops: 1, column: 'c' }, sentences: { title: [{ code: 'c', parameters: { rows: 5, index: '`k`' } }] } });
  assert.deepEqual(evidenceOf(titled), [['column', 'c']], 'nothing twice, and nothing that tells nothing');
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
