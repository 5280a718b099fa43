// The address is the share link: what is in it reads back, what is wrong in it does no harm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiQuery, belongs, filterCount, readListing, SLOW_SORTS, writeListing } from '../../app/listing.js';
import { merge, runningOf, update } from '../../app/slow_rows.js';
import { bounds, fromInput, parseTime, reachesNow, readRange, spanMs, toInput } from '../../app/time_range.js';

const FINGERPRINT = '0123456789abcdef0123456789abcdef';
const NOW = new Date('2026-11-21T12:00:00Z');

/** @param {Partial<import('../../app/api/model.js').SlowQuery>} [parts] */
const query = (parts = {}) => /** @type {import('../../app/api/model.js').SlowQuery} */ ({
  id: 'a', target: 'shop', state: 'finished', started_at: '2026-11-21T11:59:00.000000Z', duration_us: 3_000_000,
  schema: null, user: 'app', fingerprint: FINGERPRINT, sql: 'SELECT 1 -- 한국', ...parts,
});

test('an address reads back to itself', () => {
  for (const search of [
    '', '?range=15m', '?range=7d&target=a&target=b', '?schema=', '?schema=shop&user=%ED%95%9C&min=1.5s',
    `?fingerprint=${FINGERPRINT}&state=running&state=abandoned&text=a%26b%3Cc&sort=duration_us&cursor=1.x`,
    '?from=2026-11-21T00%3A00%3A00.000Z&to=2026-11-21T01%3A00%3A00.000Z', '?from=2026-11-21T00%3A00%3A00.000Z',
  ]) {
    assert.equal(writeListing(readListing(search, SLOW_SORTS), SLOW_SORTS), search);
  }
});

test('what an address gets wrong does not restrict', () => {
  const listing = readListing('?range=0m&from=yesterday&state=dead&sort=; DROP&fingerprint=zz&min=-4&user=', SLOW_SORTS);
  assert.equal(filterCount(listing), 0);
  assert.deepEqual(listing.range, { kind: 'relative', span: '1h' });
  assert.equal(listing.sort, 'started_at');
});

test('links of other tools in epoch seconds and milliseconds are understood', () => {
  const range = readRange(new URLSearchParams('from=1795236814&to=1795236814001'));
  assert.deepEqual(range, { kind: 'absolute', from: '2026-11-21T04:53:34.000Z', to: '2026-11-21T04:53:34.001Z' });
  assert.equal(parseTime('12345678901234567890'), null);
});

test('a relative range has a beginning that moves with now, and no end', () => {
  assert.deepEqual(bounds({ kind: 'relative', span: '1h' }, NOW), { from: '2026-11-21T11:00:00.000Z', to: null });
  assert.equal(spanMs('15x'), null);
  assert.ok(reachesNow({ kind: 'relative', span: '1h' }, NOW));
  assert.ok(!reachesNow({ kind: 'absolute', from: null, to: '2026-11-21T11:00:00Z' }, NOW));
});

test('the inputs of a range speak the zone of the page', () => {
  assert.equal(fromInput('2026-11-21T04:48:29', 'utc'), '2026-11-21T04:48:29.000Z');
  for (const zone of /** @type {const} */ (['utc', 'local'])) {
    assert.equal(fromInput(toInput('2026-11-21T04:48:29.000Z', zone), zone), '2026-11-21T04:48:29.000Z');
  }
  assert.equal(fromInput('', 'utc'), null);
});

test('the API is asked with its own names', () => {
  const asked = new URLSearchParams(apiQuery(readListing('?min=2s&schema=&target=a&state=running', SLOW_SORTS), NOW, 50));
  assert.equal(asked.get('min_duration_us'), '2000000');
  assert.equal(asked.get('schema'), '');
  assert.equal(asked.get('from'), '2026-11-21T11:00:00.000Z');
  assert.ok(!asked.has('to') && !asked.has('user'));
});

test('a streamed record joins a list only when the server would list it', () => {
  const joins = (/** @type {string} */ search, parts = {}) => belongs(query(parts), readListing(search, SLOW_SORTS), NOW);
  assert.ok(joins(''));
  assert.ok(joins('?schema='), 'no schema is what an empty text asks for');
  assert.ok(!joins('?schema=', { schema: 'shop' }));
  assert.ok(joins('?text=select'), 'letter case is ignored');
  assert.ok(joins('?text=한국'));
  assert.ok(!joins('?text=delete'));
  assert.ok(!joins('?min=3.1s') && joins('?min=3s'));
  assert.ok(!joins('?state=running') && joins('?state=running', { state: 'running' }));
  assert.ok(!joins('?target=other') && !joins('?user=x') && !joins(`?fingerprint=${'f'.repeat(32)}`));
  assert.ok(!joins('', { started_at: '2026-11-21T10:59:59.999999Z' }));
});

test('of a text that was cut, only what is there can be said', () => {
  const cut = { sql: 'SELECT 1', sql_bytes: 9_000 };
  const joins = (/** @type {string} */ search, parts = {}) => belongs(query({ ...cut, ...parts }), readListing(search, SLOW_SORTS), NOW);
  assert.equal(joins('?text=select'), true, 'what the beginning has, the whole has');
  assert.equal(joins('?text=later'), null, 'the rest may have it');
  assert.equal(joins('?text=later', { sql_bytes: 8 }), false, 'this is all of it');
  assert.equal(joins('?text=later&user=nobody'), false, 'whatever its text is');
});

test('new records join in the order of their start, known ones are replaced in place', () => {
  const rows = [query({ id: 'b', started_at: '2026-11-21T11:59:02.000002Z' }), query({ id: 'a', state: 'running' })];
  const news = [query({ id: 'a', state: 'finished', duration_us: 9 }), query({ id: 'c', started_at: '2026-11-21T11:59:02.000003Z' })];
  const replaced = update(rows, news);
  assert.deepEqual(replaced.rows.map(({ id, duration_us }) => [id, duration_us]), [['b', 3_000_000], ['a', 9]]);
  assert.deepEqual(replaced.unlisted.map(({ id }) => id), ['c']);
  assert.deepEqual(merge(replaced.rows, replaced.unlisted).map(({ id }) => id), ['c', 'b', 'a']);
  assert.equal(merge(rows, rows).length, 2, 'the same record is there once');
});

test('a record that has ended stays ended, whatever an older answer says', () => {
  const ended = query({ state: 'finished', duration_us: 9 });
  const late = query({ state: 'running', duration_us: 7 });
  assert.deepEqual(update([ended], [late]).rows, [ended]);
  assert.deepEqual(update([late], [ended]).rows, [ended]);
  assert.deepEqual(update([late], [query({ state: 'running', duration_us: 8 })]).rows[0].duration_us, 8);
});

test('what still runs is known with the start of the eldest', () => {
  const rows = [
    query({ id: 'a', state: 'running', started_at: '2026-11-21T11:59:02.000002Z' }),
    query({ id: 'b', started_at: '2026-11-21T11:00:00Z' }),
    query({ id: 'c', state: 'running', started_at: '2026-11-21T11:59:02.000001Z' }),
  ];
  assert.deepEqual(runningOf(rows), { ids: ['a', 'c'], oldest: '2026-11-21T11:59:02.000001Z' });
  assert.deepEqual(runningOf([]).ids, []);
});
