// What is asked of a listing (range, filters, order, place) as one value that lives in the address. Pure.
import { isCut } from './export.js';
import { compactDuration, epochUs, parseDuration } from './format.js';
import { bounds, readRange, writeRange } from './time_range.js';

/**
 * @typedef {object} Listing
 * @property {import('./time_range.js').TimeRange} range
 * @property {string[]} targets
 * @property {string | null} schema null does not restrict; an empty text asks for "no schema"
 * @property {string | null} user
 * @property {string | null} fingerprint
 * @property {number | null} minDurationUs
 * @property {string[]} states
 * @property {string | null} text
 * @property {string} sort
 * @property {string | null} cursor
 */

export const SLOW_SORTS = ['started_at', 'duration_us', 'rows_examined'];
export const STATEMENT_SORTS = ['total_us', 'count', 'mean_us', 'p95_us', 'max_us', 'rows_examined'];
export const STATES = ['running', 'finished', 'abandoned'];

/**
 * Reads an address. What is not understood does not restrict: a link from another version still opens.
 * @param {string} search
 * @param {string[]} sorts the orders this page has, its default first
 * @returns {Listing}
 */
export function readListing(search, sorts) {
  const query = new URLSearchParams(search);
  const sort = query.get('sort') ?? '';
  const fingerprint = query.get('fingerprint') ?? '';
  return {
    range: readRange(query),
    targets: [...new Set(query.getAll('target').filter(Boolean))],
    schema: query.get('schema'),
    user: query.get('user') || null,
    fingerprint: /^[0-9a-f]{32}$/i.test(fingerprint) ? fingerprint.toLowerCase() : null,
    minDurationUs: parseDuration(query.get('min') ?? ''),
    states: STATES.filter((state) => query.getAll('state').includes(state)),
    text: query.get('text') || null,
    sort: sorts.includes(sort) ? sort : sorts[0],
    cursor: query.get('cursor') || null,
  };
}

/**
 * Writes an address, leaving out what is the default so that links stay short.
 * @param {Listing} listing
 * @param {string[]} sorts
 * @returns {string} the query with its `?`, or an empty text
 */
export function writeListing(listing, sorts) {
  const query = new URLSearchParams();
  writeRange(listing.range, query);
  for (const target of listing.targets) query.append('target', target);
  if (listing.schema !== null) query.set('schema', listing.schema);
  if (listing.user !== null) query.set('user', listing.user);
  if (listing.fingerprint) query.set('fingerprint', listing.fingerprint);
  if (listing.minDurationUs) query.set('min', compactDuration(listing.minDurationUs));
  for (const state of listing.states) query.append('state', state);
  if (listing.text) query.set('text', listing.text);
  if (listing.sort !== sorts[0]) query.set('sort', listing.sort);
  if (listing.cursor) query.set('cursor', listing.cursor);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/**
 * The query of the API for a listing.
 * @param {Listing} listing
 * @param {Date} now
 * @param {number} limit
 */
export function apiQuery(listing, now, limit) {
  const query = new URLSearchParams();
  const { from, to } = bounds(listing.range, now);
  for (const target of listing.targets) query.append('target', target);
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  if (listing.schema !== null) query.set('schema', listing.schema);
  if (listing.user !== null) query.set('user', listing.user);
  if (listing.fingerprint) query.set('fingerprint', listing.fingerprint);
  if (listing.minDurationUs) query.set('min_duration_us', String(listing.minDurationUs));
  for (const state of listing.states) query.append('state', state);
  if (listing.text) query.set('text', listing.text);
  query.set('sort', listing.sort);
  query.set('limit', String(limit));
  if (listing.cursor) query.set('cursor', listing.cursor);
  return query.toString();
}

/** @param {string} text ASCII only, as the server compares */
const foldCase = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Whether a streamed slow query belongs to the listing; the same question the server answers for the list. Null when
 * only the rest of a text that was cut can tell.
 * @param {import('./api/model.js').SlowQuery} query
 * @param {Listing} listing
 * @param {Date} now
 * @returns {boolean | null}
 */
export function belongs(query, listing, now) {
  const { from, to } = bounds(listing.range, now);
  const start = epochUs(query.started_at);
  const otherwise =
    (listing.targets.length === 0 || listing.targets.includes(query.target)) &&
    (from === null || start >= epochUs(from)) &&
    (to === null || start < epochUs(to)) &&
    (listing.schema === null || (query.schema ?? '') === listing.schema) &&
    (listing.user === null || query.user === listing.user) &&
    (listing.fingerprint === null || query.fingerprint === listing.fingerprint) &&
    (listing.minDurationUs === null || query.duration_us >= listing.minDurationUs) &&
    (listing.states.length === 0 || listing.states.includes(query.state));
  if (!otherwise || listing.text === null || foldCase(query.sql).includes(foldCase(listing.text))) return otherwise;
  return isCut(query) ? null : false;
}

/**
 * How many filters restrict a listing, the range not counted.
 * @param {Listing} listing
 */
export function filterCount(listing) {
  return [
    listing.targets.length > 0,
    listing.schema !== null,
    listing.user !== null,
    listing.fingerprint !== null,
    listing.minDurationUs !== null,
    listing.states.length > 0,
    listing.text !== null,
  ].filter(Boolean).length;
}
