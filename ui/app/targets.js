// The targets that the whole application knows of: for filters, empty states and the account of what is not seen.
import { request } from './api/client.js';
import { computed, signal } from './view.js';

/** @typedef {import('./api/model.js').TargetWithHealth} TargetWithHealth */

/** Null until the server answered for the first time. */
export const targets = signal(/** @type {TargetWithHealth[] | null} */ (null));
export const targetIds = computed(() => (targets.value ?? []).map(({ id }) => id).sort());
/** What the server was told about thresholds; null until it answered. */
export const settings = signal(/** @type {import('./api/model.js').Settings | null} */ (null));

export async function loadTargets() {
  const { items } = /** @type {{items: TargetWithHealth[]}} */ (await request('/targets'));
  targets.value = items;
  return items;
}

export async function loadSettings() {
  settings.value = await request('/settings');
}

/**
 * What a target's collector of slow queries says; undefined while it has said nothing.
 * @param {TargetWithHealth} target
 */
export const captureOf = (target) =>
  target.health?.collectors.find(({ collector }) => collector === 'slow_queries') ?? target.health?.collectors[0];
