// What runs now on every target, and of which targets that cannot be said. Pure decisions below, the feed on top.
import { request } from './api/client.js';
import { gather } from './api/gather.js';
import { follow } from './api/stream.js';
import { useEffect, useRef, useSignal } from './view.js';

/** @typedef {import('./api/model.js').LiveSnapshot} LiveSnapshot */
/** @typedef {import('./api/model.js').CollectorStatus} CollectorStatus */

/** A snapshot with the moment this page received it: ages are by our own clock, the target's may be off. */
/** @typedef {LiveSnapshot & {receivedAt: number}} Seen */

/** @typedef {{snapshots: Map<string, Seen>, collectors: Map<string, CollectorStatus> | null, error: Error | null}} Feed */

const COLLECTORS_EVERY_MS = 3_000;

/**
 * @param {boolean} paused
 * @returns {Feed & {reload: () => void}}
 */
export function useLiveFeed(paused) {
  const feed = useSignal(/** @type {Feed} */ ({ snapshots: new Map(), collectors: null, error: null }));
  const reload = useRef(() => {});

  useEffect(() => {
    if (paused) return;
    /** @param {LiveSnapshot[]} news */
    const take = (news) => {
      const receivedAt = Date.now();
      const snapshots = new Map(feed.peek().snapshots);
      for (const snapshot of news) snapshots.set(snapshot.target, { ...snapshot, receivedAt });
      feed.value = { ...feed.peek(), snapshots };
    };
    const askCollectors = async () => {
      if (document.hidden) return;
      try {
        const { items } = /** @type {{items: CollectorStatus[]}} */ (await request('/collectors'));
        const collectors = new Map(items.filter(({ collector }) => collector === 'slow_queries').map((status) => [status.target, status]));
        for (const status of items) if (!collectors.has(status.target)) collectors.set(status.target, status);
        feed.value = { ...feed.peek(), collectors, error: null };
      } catch (error) {
        feed.value = { ...feed.peek(), error: /** @type {Error} */ (error) };
      }
    };
    reload.current = () => {
      void askCollectors();
      request('/live').then((answer) => take(/** @type {{items: LiveSnapshot[]}} */ (answer).items), () => {});
    };
    reload.current();
    const timer = setInterval(askCollectors, COLLECTORS_EVERY_MS);
    document.addEventListener('visibilitychange', askCollectors);
    const burst = gather(take);
    const unfollow = follow('/live/stream', 'live', { onData: burst.add, onOpen: () => reload.current() });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askCollectors);
      unfollow();
      burst.stop();
    };
  }, [paused]);

  return { ...feed.value, reload: () => reload.current() };
}

/**
 * @typedef {object} TargetView
 * @property {string} id
 * @property {'seen' | 'stale' | 'unseen'} sight seen: the figures are of now; stale: of a while ago; unseen: there are none
 * @property {number | null} ageMs of the snapshot
 * @property {number} running
 * @property {number} slow
 * @property {boolean} paused
 * @property {CollectorStatus | null} status
 */

/**
 * What can be said of each target. A target that is not being watched has no zero, it has "cannot see".
 * @param {Feed} feed
 * @param {number} now
 * @param {number} intervalUs how often a target is looked at
 * @param {{id: string, enabled: boolean}[]} known all targets: a paused one has neither snapshot nor collector
 * @returns {TargetView[]} the ones that cannot be seen first, then by name: an order by load would jump each second
 */
export function viewTargets(feed, now, intervalUs, known) {
  const paused = new Set(known.filter(({ enabled }) => !enabled).map(({ id }) => id));
  const ids = new Set([...(feed.collectors?.keys() ?? []), ...feed.snapshots.keys(), ...paused]);
  const freshMs = Math.max(3_000, (intervalUs / 1_000) * 2.5);
  const views = [...ids].filter((id) => feed.collectors === null || feed.collectors.has(id) || paused.has(id)).map((id) => {
    const snapshot = feed.snapshots.get(id);
    const status = feed.collectors?.get(id) ?? null;
    const watched = !paused.has(id) && (status === null || status.phase === 'running');
    const ageMs = snapshot ? Math.max(0, now - snapshot.receivedAt) : null;
    const sight = !watched || ageMs === null ? 'unseen' : ageMs > freshMs ? 'stale' : 'seen';
    const sessions = sight === 'unseen' ? [] : (snapshot?.sessions ?? []);
    return /** @type {TargetView} */ ({
      id, sight, ageMs, status, paused: paused.has(id), running: sessions.length, slow: sessions.filter(({ slow }) => slow).length,
    });
  });
  return views.sort((a, b) => Number(a.sight !== 'unseen') - Number(b.sight !== 'unseen') || a.id.localeCompare(b.id));
}

/**
 * All running statements of the wanted targets, longest first.
 * @param {Feed} feed
 * @param {TargetView[]} views
 * @param {string[]} wanted empty wants all
 */
export function sessionsOf(feed, views, wanted) {
  return views
    .filter(({ id, sight }) => sight !== 'unseen' && (wanted.length === 0 || wanted.includes(id)))
    .flatMap(({ id, sight }) => (feed.snapshots.get(id)?.sessions ?? []).map((session) => ({ ...session, stale: sight === 'stale' })))
    .sort((a, b) => b.elapsed_us - a.elapsed_us || (a.id < b.id ? -1 : 1));
}

