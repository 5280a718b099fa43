// Figures as text: units never jump at a border, nothing unknown becomes a number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compactDuration, compactNumber, duration, epochUs, exactSeconds, moment, parseDuration, percent, roughDuration,
  room, roundDuration, shortMoment, UNKNOWN,
} from '../../app/format.js';

test('durations carry their unit and never round into the next one', () => {
  const expected = /** @type {[number, string][]} */ ([
    [0, '0 µs'], [999, '999 µs'], [1_000, '1.00 ms'], [9_994, '9.99 ms'], [45_230, '45.2 ms'], [999_499, '999 ms'],
    [999_600, '1.000 s'], [1_234_567, '1.235 s'], [12_345_678, '12.35 s'], [59_990_000, '59.99 s'],
    [59_999_999, '1 m 00 s'], [125_000_000, '2 m 05 s'], [3_599_600_000, '1 h 00 m'], [11_000_000_000, '3 h 03 m'],
    [90_000_000_000, '1 d 01 h'],
  ]);
  for (const [us, text] of expected) assert.equal(duration(us), text, String(us));
});

test('no duration is written with a unit it has outgrown', () => {
  for (let us = 1; us < 4e12; us = Math.ceil(us * 1.0007)) {
    assert.doesNotMatch(duration(us), /^1000 (µs|ms)|^60\.00 s|(?<![.\d])60 (m|s)$|\b24 h/, String(us));
  }
});

test('exact seconds keep every microsecond', () => {
  assert.equal(exactSeconds(12_345_678), '12.345678 s');
  assert.equal(exactSeconds(1), '0.000001 s');
});

test('round durations lose the zeros of a setting', () => {
  assert.equal(roundDuration(2_000_000), '2 s');
  assert.equal(roundDuration(1_500_000), '1.5 s');
  assert.equal(roundDuration(500_000), '500 ms');
  assert.equal(roundDuration(600_000_000), '10 m 00 s');
});

test('room on a disk has a unit that fits', () => {
  assert.deepEqual([0, 4_096, 999_400, 999_600, 12_345_678, 999_600_000, 123e9].map(room),
    ['0 kB', '4 kB', '999 kB', '1.00 MB', '12.3 MB', '1.00 GB', '123 GB']);
});

test('ages are short', () => {
  assert.deepEqual([400_000, 12e6, 200e6, 7_200e6, 864_000e6, -5].map(roughDuration), ['0.4 s', '12 s', '3 m', '2 h', '10 d', '0.0 s']);
});

test('what a person types for a duration is understood or refused', () => {
  const good = /** @type {[string, number][]} */ ([
    ['2s', 2e6], ['500 ms', 5e5], ['1.5m', 9e7], ['3', 3e6], ['0.25', 250_000], ['10µs', 10], ['2.000 s', 2e6], ['1H', 3.6e9],
  ]);
  for (const [text, us] of good) assert.equal(parseDuration(text), us, text);
  for (const text of ['', '-1s', 'abc', '1d2', '1e3s', '9'.repeat(30)]) assert.equal(parseDuration(text), null, text);
});

test('a duration in an address reads back the same', () => {
  for (const us of [1, 999, 1_000, 1_500_000, 2_000_000, 61_000_001]) assert.equal(parseDuration(compactDuration(us)), us);
});

test('large counts are short and shares are honest about the small', () => {
  assert.deepEqual([0, 950, 1_234, 12_345, 999_999, 4_560_000, 7e9].map(compactNumber), ['0', '950', '1.23k', '12.3k', '1.00M', '4.56M', '7.00G']);
  assert.equal(percent(1, 1e6), '<0.1 %');
  assert.equal(percent(1, 3), '33.3 %');
  assert.equal(percent(5, 5), '100 %');
  assert.equal(percent(1, 0), UNKNOWN);
});

test('moments keep their microseconds in UTC', () => {
  assert.equal(moment('2026-11-21T04:48:29.123456Z', 'utc'), '2026-11-21 04:48:29.123456');
  assert.equal(moment('2026-11-21T04:48:29Z', 'utc', 3), '2026-11-21 04:48:29.000');
  assert.equal(moment('not a time', 'utc'), 'not a time');
  assert.equal(epochUs('1970-01-01T00:00:01.000002Z'), 1_000_002);
});

test('a table leaves out the date of today and the year of this year', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  assert.equal(shortMoment('2026-11-21T04:48:29.55Z', 'utc', now), '04:48:29.5');
  assert.equal(shortMoment('2026-11-20T04:48:29.5Z', 'utc', now), '11-20 04:48:29');
  assert.equal(shortMoment('2025-11-21T04:48:29.5Z', 'utc', now), '2025-11-21 04:48');
});
