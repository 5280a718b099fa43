// The rows of a listing of slow queries and what a streamed record does to them. Pure.
import { epochUs } from './format.js';

/** @typedef {import('./api/model.js').SlowQuery} SlowQuery */

/** Rows that the stream may add before the page asks for a reload instead of growing for ever. */
const MOST_ROWS = 500;

/**
 * Puts streamed records into the rows of a first page ordered by start.
 * @param {SlowQuery[]} rows latest start first
 * @param {SlowQuery[]} added
 */
export function merge(rows, added) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const query of added) byId.set(query.id, query);
  return [...byId.values()]
    .sort((a, b) => epochUs(b.started_at) - epochUs(a.started_at) || (a.id < b.id ? 1 : -1))
    .slice(0, MOST_ROWS);
}

/**
 * Replaces what is listed already and says what is not. A record that has ended stays ended: an answer that left
 * the server while it ran may come later than its end.
 * @param {SlowQuery[]} rows
 * @param {SlowQuery[]} news
 */
export function update(rows, news) {
  const byId = new Map(news.map((query) => [query.id, query]));
  const listed = new Set(rows.map(({ id }) => id));
  return {
    rows: rows.map((row) => {
      const newer = byId.get(row.id);
      return newer && (row.state === 'running' || newer.state !== 'running') ? newer : row;
    }),
    unlisted: news.filter(({ id }) => !listed.has(id)),
  };
}

/**
 * What still runs of the rows, and since when the eldest of it.
 * @param {SlowQuery[]} rows
 */
export function runningOf(rows) {
  const running = rows.filter(({ state }) => state === 'running');
  const oldest = running.reduce((first, { started_at }) => (epochUs(started_at) < epochUs(first) ? started_at : first), running[0]?.started_at ?? '');
  return { ids: running.map(({ id }) => id), oldest };
}
