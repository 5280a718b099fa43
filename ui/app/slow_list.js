// The rows of a listing of slow queries, kept true by the stream: new ones join or are counted, ended ones are replaced.
import { request, serverNow } from './api/client.js';
import { gather } from './api/gather.js';
import { follow } from './api/stream.js';
import { epochUs } from './format.js';
import { apiQuery, belongs } from './listing.js';
import { reachesNow } from './time_range.js';
import { useEffect, useMemo, useRef, useSignal } from './view.js';

/** @typedef {import('./api/model.js').SlowQuery} SlowQuery */
/** @typedef {import('./api/model.js').LiveSnapshot} LiveSnapshot */
/** @typedef {import('./listing.js').Listing} Listing */

/** How often running rows are asked for again: the stream tells of their beginning and end only. */
const RUNNING_EVERY_MS = 2_000;
/** How long a row that came in is tinted. */
const FRESH_MS = 4_000;
/** Rows that the stream may add before the page asks for a reload instead of growing for ever. */
const MOST_ROWS = 500;

/**
 * Puts streamed records into the rows of a first page ordered by start. Pure.
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
 * Replaces what is listed already and says what is not. Pure.
 * @param {SlowQuery[]} rows
 * @param {SlowQuery[]} news
 */
export function update(rows, news) {
  const byId = new Map(news.map((query) => [query.id, query]));
  const listed = new Set(rows.map(({ id }) => id));
  return {
    rows: rows.map((row) => byId.get(row.id) ?? row),
    unlisted: news.filter(({ id }) => !listed.has(id)),
  };
}

/**
 * The running records that live snapshots still show, with the time they have run by now. Pure.
 * The store has a running record as it was when it crossed the threshold; the snapshot knows it by the same id.
 * @template {SlowQuery} T
 * @param {T[]} running
 * @param {LiveSnapshot[]} snapshots
 * @returns {T[]}
 */
export function grow(running, snapshots) {
  const elapsed = new Map(snapshots.flatMap(({ sessions, at }) => sessions.map((session) =>
    /** @type {const} */ ([session.id, { duration_us: session.elapsed_us, last_seen_at: at }]))));
  return running.flatMap((query) => {
    const now = elapsed.get(query.id);
    return now ? [{ ...query, ...now, duration_us: Math.max(query.duration_us, now.duration_us) }] : [];
  });
}

/**
 * @typedef {object} SlowList
 * @property {SlowQuery[] | null} rows null until the first answer
 * @property {string | null} next
 * @property {Error | null} error
 * @property {boolean} loading
 * @property {number} waiting how many new ones are not shown yet
 * @property {Set<string>} fresh
 * @property {() => void} reload
 * @property {() => void} showWaiting
 */

/**
 * @param {Listing} listing
 * @param {object} options
 * @param {number} options.limit
 * @param {() => boolean} options.mayMove whether rows may shift now without taking one from under the pointer
 * @returns {SlowList}
 */
export function useSlowList(listing, { limit, mayMove }) {
  const key = JSON.stringify(listing);
  const state = useSignal(/** @type {{rows: SlowQuery[] | null, next: string | null, error: Error | null, loading: boolean}} */ (
    { rows: null, next: null, error: null, loading: true }));
  const waiting = useSignal(/** @type {Map<string, SlowQuery>} */ (new Map()));
  const fresh = useSignal(/** @type {Set<string>} */ (new Set()));
  const move = useRef(mayMove);
  move.current = mayMove;

  const actions = useMemo(() => {
    let abort = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let fading;
    /** @param {SlowQuery[]} shown */
    const tint = (shown) => {
      clearTimeout(fading);
      fresh.value = new Set(shown.map(({ id }) => id));
      fading = setTimeout(() => (fresh.value = new Set()), FRESH_MS);
    };
    const live = () => reachesNow(listing.range, serverNow());
    const joins = listing.sort === 'started_at' && listing.cursor === null;

    const load = async () => {
      abort.abort();
      const mine = (abort = new AbortController());
      state.value = { ...state.peek(), loading: true };
      try {
        const page = /** @type {import('./api/model.js').SlowQueryPage} */ (
          await request(`/slow-queries?${apiQuery(listing, serverNow(), limit)}`, { signal: mine.signal }));
        if (mine.signal.aborted) return;
        waiting.value = new Map();
        fresh.value = new Set();
        state.value = { rows: page.items, next: page.next, error: null, loading: false };
        refreshRunning().catch(() => {});
      } catch (error) {
        if (!mine.signal.aborted) state.value = { ...state.peek(), error: /** @type {Error} */ (error), loading: false };
      }
    };

    /** @param {SlowQuery[]} news */
    const take = (news) => {
      const { rows } = state.peek();
      if (!rows) return;
      const { rows: replaced, unlisted } = update(rows, news);
      const mine = live() ? unlisted.filter((query) => belongs(query, listing, serverNow())) : [];
      const shown = joins && mine.length > 0 && move.current() ? [...waiting.peek().values(), ...mine] : [];
      if (shown.length > 0) {
        waiting.value = new Map();
        tint(shown);
      } else if (mine.length > 0) {
        waiting.value = new Map([...waiting.peek(), ...mine.map((query) => /** @type {const} */ ([query.id, query]))]);
      }
      state.value = { ...state.peek(), rows: shown.length > 0 ? merge(replaced, shown) : replaced };
    };

    /** Asks what still runs and for how long; what does not may have ended while the stream was away. */
    const refreshRunning = async () => {
      const running = (state.peek().rows ?? []).filter((row) => row.state === 'running');
      if (running.length === 0 || document.hidden) return;
      const { items } = /** @type {{items: LiveSnapshot[]}} */ (await request('/live'));
      const still = grow(running, items);
      const known = new Set(still.map(({ id }) => id));
      const ended = running.filter(({ id }) => !known.has(id)).slice(0, 10);
      const closed = await Promise.all(ended.map(({ id }) => /** @type {Promise<SlowQuery>} */ (request(`/slow-queries/${id}`))));
      // The stream may have closed one of these while the answers were on their way: a closed record stays closed.
      const open = new Set((state.peek().rows ?? []).filter((row) => row.state === 'running').map(({ id }) => id));
      take([...still, ...closed].filter(({ id }) => open.has(id)));
    };

    const showWaiting = () => {
      if (!joins) return void load();
      const shown = [...waiting.peek().values()];
      waiting.value = new Map();
      tint(shown);
      state.value = { ...state.peek(), rows: merge(state.peek().rows ?? [], shown) };
    };
    return { load, take, refreshRunning, showWaiting, live, stop: () => (clearTimeout(fading), abort.abort()) };
  }, [key, limit]);

  useEffect(() => {
    void actions.load();
    const timer = setInterval(() => actions.refreshRunning().catch(() => {}), RUNNING_EVERY_MS);
    let opened = false;
    const burst = gather(actions.take);
    const query = new URLSearchParams(listing.targets.map((id) => ['target', id]));
    const unfollow = follow(`/slow-queries/stream${listing.targets.length ? `?${query}` : ''}`, 'slow_query', {
      onData: burst.add,
      onOpen: () => {
        // After a gap the list may lack what came meanwhile; a later page is left as it is.
        if (opened && actions.live() && listing.cursor === null) void actions.load();
        opened = true;
      },
    });
    return () => {
      clearInterval(timer);
      unfollow();
      burst.stop();
      actions.stop();
    };
  }, [actions]);

  return {
    ...state.value,
    waiting: waiting.value.size,
    fresh: fresh.value,
    reload: actions.load,
    showWaiting: actions.showWaiting,
  };
}
