// "There was none" is said only of a range in which all targets were watched, and nothing was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage } from '../../app/coverage.js';

const FROM = '2026-11-21T11:00:00.000Z';

/** @param {Partial<import('../../app/api/model.js').CollectorStatus>} [parts] */
const status = (parts = {}) => /** @type {import('../../app/api/model.js').CollectorStatus} */ ({
  target: 'shop', phase: 'running', since: '2026-11-21T10:59:59.000000Z', lost: 0, ...parts,
});

test('a range is watched whole when each target was watched from its beginning on', () => {
  assert.deepEqual(coverage([status(), status({ since: FROM })], FROM), { whole: true });
});

test('else it is said since when all of them are', () => {
  const late = '2026-11-21T11:55:00.000001Z';
  assert.deepEqual(coverage([status(), status({ since: late }), status()], FROM), { whole: false, since: late });
  assert.deepEqual(coverage([status()], null), { whole: false, since: '2026-11-21T10:59:59.000000Z' });
});

test('what is not watched, has said nothing yet or has lost records is never whole', () => {
  for (const missing of [status({ phase: 'backing_off' }), status({ phase: 'paused' }), undefined, status({ lost: 1 })]) {
    assert.deepEqual(coverage([status(), missing], FROM), { whole: false, since: null });
  }
  assert.deepEqual(coverage([], FROM), { whole: false, since: null });
});
