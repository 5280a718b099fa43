// What is asked of the list of plans: a listing with two questions more, whether there is a plan and of which shape. Pure.
import { readListing, writeListing } from '../listing.js';
import { bounds } from '../time_range.js';

/** @typedef {import('../listing.js').Listing} Listing */
/** @typedef {Listing & {taken: 'with' | 'without' | null, shape: string | null}} PlanListing */

const SORTS = ['last_seen'];
const DEFAULT_SPAN = '7d';

/**
 * Plans are few and live long, so a week is asked for unless the address says otherwise.
 * @param {string} search
 * @returns {PlanListing}
 */
export function readPlanListing(search) {
  const query = new URLSearchParams(search);
  if (!query.has('range') && !query.has('from') && !query.has('to')) query.set('range', DEFAULT_SPAN);
  const taken = query.get('plan');
  const shape = query.get('shape') ?? '';
  return {
    ...readListing(`?${query}`, SORTS),
    taken: taken === 'with' || taken === 'without' ? taken : null,
    shape: /^[0-9a-f]{32}$/.test(shape) ? shape : null,
  };
}

/** @param {PlanListing} listing */
export function writePlanListing(listing) {
  const query = new URLSearchParams(writeListing(listing, SORTS));
  // The other listings begin with another range, which they leave out of the address.
  if (listing.range.kind === 'relative') query.set('range', listing.range.span);
  if (query.get('range') === DEFAULT_SPAN) query.delete('range');
  if (listing.taken) query.set('plan', listing.taken);
  if (listing.shape) query.set('shape', listing.shape);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/**
 * The query of the API; what the list of plans does not know is not sent, for it would be refused.
 * @param {PlanListing} listing
 * @param {Date} now
 * @param {number} limit
 */
export function planApiQuery(listing, now, limit) {
  const query = new URLSearchParams(listing.targets.map((target) => ['target', target]));
  const { from, to } = bounds(listing.range, now);
  /** @type {[string, string | null][]} */
  const rest = [['from', from], ['to', to], ['schema', listing.schema], ['fingerprint', listing.fingerprint], ['shape', listing.shape],
    ['text', listing.text], ['skipped', listing.taken && String(listing.taken === 'without')], ['limit', String(limit)], ['cursor', listing.cursor]];
  for (const [name, value] of rest) if (value !== null) query.set(name, value);
  return query.toString();
}
