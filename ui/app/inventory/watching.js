// Whether an instance is watched: what the rules say of it, and whether a target of ours is really there. Pure.

/** @typedef {import('../api/inventory_model.js').CloudInstance} CloudInstance */
/** @typedef {import('../api/model.js').TargetWithHealth} TargetWithHealth */

/**
 * @typedef {object} Watching
 * @property {'watched' | 'by_hand' | 'name_taken' | 'off' | 'pending' | Exclude<import('../api/inventory_model.js').WatchDecision['code'], 'watched'>} code
 * @property {TargetWithHealth} [target]
 * @property {string} [id] the name that a target of it would have
 */

/**
 * A person may watch an instance that no rule chooses, or take the name of one that is chosen.
 * @param {CloudInstance} instance
 * @param {TargetWithHealth[] | null} targets null before they are known
 * @returns {Watching}
 */
export function watching(instance, targets) {
  if (instance.gone_at) return { code: 'gone' };
  const there = targets?.find(({ host, port }) => host === instance.host && port === (instance.port ?? 3306));
  if (there) return { code: there.discovered ? 'watched' : 'by_hand', target: there };
  const { watch } = instance;
  if (!watch) return { code: 'off' };
  if (watch.code !== 'watched') return { code: watch.code };
  if (targets === null) return { code: 'pending', id: watch.target };
  const named = targets.find(({ id }) => id === watch.target);
  if (named && !named.discovered) return { code: 'name_taken', id: watch.target, target: named };
  return { code: 'pending', id: watch.target };
}

/** @param {Watching} watching */
export const isWatched = ({ code }) => code === 'watched' || code === 'by_hand' || code === 'pending';
