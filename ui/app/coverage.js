// How much of a range was watched: silence is good news only where all of it was. Pure.
import { epochUs } from './format.js';

/**
 * Since when all targets have been watched without a break. Null while one of them is not.
 * @param {(import('./api/model.js').CollectorStatus | undefined)[]} statuses of all targets
 * @returns {string | null}
 */
function watchedSince(statuses) {
  let latest = null;
  for (const status of statuses) {
    if (status?.phase !== 'running') return null;
    if (latest === null || epochUs(status.since) > epochUs(latest)) latest = status.since;
  }
  return latest;
}

/**
 * Whether all targets were watched in the whole range; else since when they are, where that is known. Records that
 * were lost leave a hole that nobody can place.
 * @param {(import('./api/model.js').CollectorStatus | undefined)[]} statuses
 * @param {string | null} from the beginning of the range; null when it has none
 * @returns {{whole: true} | {whole: false, since: string | null}}
 */
export function coverage(statuses, from) {
  const since = watchedSince(statuses);
  const began = since !== null && from !== null && epochUs(since) <= epochUs(from);
  if (began && statuses.every((status) => status?.lost === 0)) return { whole: true };
  return { whole: false, since: began ? null : since };
}
