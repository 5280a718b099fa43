// The time range of a page: relative (and it stays relative in the link) or absolute. Pure; `now` is an argument.
import { moment } from './format.js';

/** @typedef {{kind: 'relative', span: string} | {kind: 'absolute', from: string | null, to: string | null}} TimeRange */

/** The relative ranges that are offered; any other span of this form in an address is understood as well. */
export const SPANS = ['15m', '1h', '6h', '24h', '7d'];

const DEFAULT_SPAN = '1h';

/** @type {TimeRange} */
export const DEFAULT_RANGE = { kind: 'relative', span: DEFAULT_SPAN };

const UNIT_MS = /** @type {Record<string, number>} */ ({ s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 });

/**
 * The length of a span such as `15m`; null when the text is not one.
 * @param {string} span
 */
export function spanMs(span) {
  const match = /^(\d{1,5})([smhdw])$/.exec(span);
  return match && Number(match[1]) > 0 ? Number(match[1]) * UNIT_MS[match[2]] : null;
}

/**
 * A time in an address: RFC 3339, or epoch seconds or milliseconds as other tools write links.
 * @param {string | null} text
 * @returns {string | null} RFC 3339 UTC
 */
export function parseTime(text) {
  if (!text) return null;
  const at = /^\d+$/.test(text)
    ? new Date(Number(text) * (text.length <= 11 ? 1_000 : 1))
    : /^\d{4}-\d{2}-\d{2}/.test(text)
      ? new Date(text)
      : new Date(NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/**
 * @param {URLSearchParams} query
 * @returns {TimeRange}
 */
export function readRange(query) {
  const from = parseTime(query.get('from'));
  const to = parseTime(query.get('to'));
  if (from || to) return { kind: 'absolute', from, to };
  const span = query.get('range');
  return span && spanMs(span) ? { kind: 'relative', span } : DEFAULT_RANGE;
}

/**
 * @param {TimeRange} range
 * @param {URLSearchParams} query
 */
export function writeRange(range, query) {
  if (range.kind === 'relative') {
    if (range.span !== DEFAULT_SPAN) query.set('range', range.span);
    return;
  }
  if (range.from) query.set('from', range.from);
  if (range.to) query.set('to', range.to);
}

/**
 * What the API is asked for. A relative range has no end, so that what starts during the request belongs to it.
 * @param {TimeRange} range
 * @param {Date} now
 * @returns {{from: string | null, to: string | null}}
 */
export function bounds(range, now) {
  if (range.kind === 'absolute') return { from: range.from, to: range.to };
  return { from: new Date(now.getTime() - Number(spanMs(range.span))).toISOString(), to: null };
}

/**
 * Whether what happens now belongs to the range.
 * @param {TimeRange} range
 * @param {Date} now
 */
export function reachesNow(range, now) {
  return range.kind === 'relative' || range.to === null || new Date(range.to) > now;
}

/**
 * The value of an `<input type=datetime-local>` for a moment, in the zone that the page shows.
 * @param {string} rfc3339
 * @param {import('./format.js').Zone} zone
 */
export const toInput = (rfc3339, zone) => moment(rfc3339, zone, 0).replace(' ', 'T');

/**
 * The moment that such an input means; null when it is empty.
 * @param {string} value
 * @param {import('./format.js').Zone} zone
 */
export function fromInput(value, zone) {
  if (!value) return null;
  const at = new Date(zone === 'utc' ? `${value}Z` : value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
