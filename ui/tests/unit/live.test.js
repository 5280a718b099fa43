// What can be said of a target: its figures, that they are old, or that it cannot be seen. Never a zero for "unknown".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionsOf, viewTargets } from '../../app/live_feed.js';

const SECOND_US = 1_000_000;
const NOW = 1_000_000_000;

/** @param {string} target @param {number} ageMs @param {any[]} [sessions] */
const snapshot = (target, ageMs, sessions = []) =>
  /** @type {const} */ ([target, { target, at: '2026-11-21T04:48:29Z', receivedAt: NOW - ageMs, sessions }]);
/** @param {string} target @param {string} phase */
const collector = (target, phase) => /** @type {const} */ ([target, /** @type {any} */ ({ target, phase })]);
/** @param {any[]} snapshots @param {any[]} collectors */
const feed = (snapshots, collectors) => ({ snapshots: new Map(snapshots), collectors: new Map(collectors), error: null });

test('a target is seen while its snapshot is fresh, then stale', () => {
  const views = (/** @type {number} */ ageMs) => viewTargets(feed([snapshot('a', ageMs)], [collector('a', 'running')]), NOW, SECOND_US, []);
  assert.equal(views(500)[0].sight, 'seen');
  assert.equal(views(3_500)[0].sight, 'stale');
  assert.equal(viewTargets(feed([snapshot('a', 3_500)], [collector('a', 'running')]), NOW, 5 * SECOND_US, [])[0].sight, 'seen');
});

test('a target that backs off, connects, is paused or has not been looked at cannot be seen', () => {
  const running = [{ elapsed_us: 1, id: 'x', slow: true }];
  const views = viewTargets(
    feed([snapshot('a', 100, running), snapshot('c', 100, running)], [collector('a', 'backing_off'), collector('b', 'running'), collector('c', 'running')]),
    NOW, SECOND_US, [{ id: 'p', enabled: false }, { id: 'c', enabled: true }]);
  assert.deepEqual(views.map(({ id, sight, running }) => [id, sight, running]), [['a', 'unseen', 0], ['b', 'unseen', 0], ['p', 'unseen', 0], ['c', 'seen', 1]]);
});

test('a removed target disappears, and sessions of the unseen are not listed', () => {
  const session = { elapsed_us: 5, id: 'x', slow: false };
  const one = feed([snapshot('gone', 10, [session]), snapshot('a', 10, [session, { ...session, id: 'y', elapsed_us: 9 }])], [collector('a', 'running')]);
  const views = viewTargets(one, NOW, SECOND_US, []);
  assert.deepEqual(views.map(({ id }) => id), ['a']);
  assert.deepEqual(sessionsOf(one, views, []).map(({ id }) => id), ['y', 'x']);
  assert.deepEqual(sessionsOf(one, views, ['other']), []);
});
