// A listing of slow queries on the screen, kept true by the stream: new ones join or are counted, ended ones are replaced.
import { request, serverNow } from './api/client.js';
import { gather } from './api/gather.js';
import { follow } from './api/stream.js';
import { apiQuery, belongs } from './listing.js';
import { merge, runningOf, update } from './slow_rows.js';
import { reachesNow } from './time_range.js';
import { signal, useEffect, useMemo, useRef } from './view.js';

/** @typedef {import('./api/model.js').SlowQuery} SlowQuery */
/** @typedef {import('./api/model.js').SlowQueryPage} SlowQueryPage */
/** @typedef {import('./listing.js').Listing} Listing */

/** How often running rows are asked for again: the stream tells of their beginning and end only. */
const RUNNING_EVERY_MS = 2_000;
/** How long a row that came in is tinted. */
const FRESH_MS = 4_000;
/** Records that are asked for one by one at each turn; the next turn asks for more. */
const MOST_ASKED = 10;

/**
 * What is on the screen. It outlives a change of the listing: old rows stay until the new ones are there.
 * @typedef {object} Screen
 * @property {import('../vendor/signals/signals.js').Signal<{rows: SlowQuery[] | null, next: string | null, error: Error | null, loading: boolean}>} page rows: null until the first answer
 * @property {import('../vendor/signals/signals.js').Signal<Map<string, SlowQuery>>} waiting new ones that are not shown yet
 * @property {import('../vendor/signals/signals.js').Signal<Set<string>>} fresh ids of rows that came in just now
 */

/** @returns {Screen} */
const newScreen = () => ({
  page: signal({ rows: null, next: null, error: null, loading: true }),
  waiting: signal(new Map()),
  fresh: signal(new Set()),
});

/** One listing while it is shown: loads its rows and keeps them true until it is stopped. */
class Upkeep {
  /** @type {AbortController} of the latest load */
  #loading = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #fading;
  #stopped = false;

  /**
   * @param {Listing} listing
   * @param {number} limit
   * @param {Screen} screen
   * @param {() => boolean} mayMove
   */
  constructor(listing, limit, screen, mayMove) {
    this.listing = listing;
    this.limit = limit;
    this.screen = screen;
    this.mayMove = mayMove;
    /** Only on the first page by start does a new record have its place at the top. */
    this.joins = listing.sort === 'started_at' && listing.cursor === null;
  }

  /** Loads, follows the stream and looks after running rows; the returned function ends all that. */
  start() {
    void this.load();
    const timer = setInterval(() => this.refreshRunning().catch(() => {}), RUNNING_EVERY_MS);
    const burst = gather((/** @type {SlowQuery[]} */ news) => this.take(news));
    const unfollow = this.#follow(burst.add);
    return () => {
      this.#stopped = true;
      clearInterval(timer);
      clearTimeout(this.#fading);
      unfollow();
      burst.stop();
      this.#loading.abort();
    };
  }

  load = async () => {
    const { page, waiting, fresh } = this.screen;
    this.#loading.abort();
    const mine = (this.#loading = new AbortController());
    page.value = { ...page.peek(), loading: true };
    try {
      const answer = /** @type {SlowQueryPage} */ (
        await request(`/slow-queries?${apiQuery(this.listing, serverNow(), this.limit)}`, { signal: mine.signal }));
      if (mine.signal.aborted) return;
      waiting.value = new Map();
      fresh.value = new Set();
      page.value = { rows: answer.items, next: answer.next, error: null, loading: false };
    } catch (error) {
      if (!mine.signal.aborted) page.value = { ...page.peek(), error: /** @type {Error} */ (error), loading: false };
    }
  };

  /**
   * Takes in records that are new or have changed.
   * @param {SlowQuery[]} news
   */
  take(news) {
    const { page, waiting } = this.screen;
    const listed = page.peek().rows;
    if (!listed || this.#stopped) return;
    const { rows, unlisted } = update(listed, news);
    page.value = { ...page.peek(), rows };
    const asked = unlisted.map((query) => ({ query, belongs: this.#isLive() && belongs(query, this.listing, serverNow()) }));
    const mine = asked.filter(({ belongs }) => belongs === true).map(({ query }) => query);
    void this.#takeWhole(asked.filter(({ belongs }) => belongs === null).map(({ query }) => query));
    if (mine.length === 0) return;
    waiting.value = new Map([...waiting.peek(), ...mine.map((query) => /** @type {const} */ ([query.id, query]))]);
    if (this.joins && this.mayMove()) this.#showJoined();
  }

  /**
   * Takes in records of which only the whole text can tell whether they belong here.
   * @param {SlowQuery[]} cut
   */
  async #takeWhole(cut) {
    const asked = cut.slice(0, MOST_ASKED).map(({ id }) => /** @type {Promise<SlowQuery>} */ (request(`/slow-queries/${id}`)));
    const whole = (await Promise.allSettled(asked)).flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    if (whole.length > 0) this.take(whole);
  }

  /** Asks how long the running rows have run by now; what no longer runs may have ended while the stream was away. */
  async refreshRunning() {
    const { ids, oldest } = runningOf(this.screen.page.peek().rows ?? []);
    if (ids.length === 0 || document.hidden) return;
    const query = new URLSearchParams([
      ...this.listing.targets.map((id) => ['target', id]), ['state', 'running'], ['from', oldest], ['limit', '500'],
    ]);
    const { items } = /** @type {SlowQueryPage} */ (await request(`/slow-queries?${query}`));
    const still = items.filter(({ id }) => ids.includes(id));
    const known = new Set(still.map(({ id }) => id));
    const gone = ids.filter((id) => !known.has(id)).slice(0, MOST_ASKED);
    const ended = await Promise.all(gone.map((id) => /** @type {Promise<SlowQuery>} */ (request(`/slow-queries/${id}`))));
    this.take([...still, ...ended]);
  }

  /** Shows what waits: in its place where that is known, else by asking for the page anew. */
  showWaiting = () => (this.joins ? this.#showJoined() : void this.load());

  #showJoined() {
    const { page, waiting, fresh } = this.screen;
    const shown = [...waiting.peek().values()];
    waiting.value = new Map();
    page.value = { ...page.peek(), rows: merge(page.peek().rows ?? [], shown) };
    clearTimeout(this.#fading);
    fresh.value = new Set(shown.map(({ id }) => id));
    this.#fading = setTimeout(() => (fresh.value = new Set()), FRESH_MS);
  }

  /** @param {(query: SlowQuery) => void} onData */
  #follow(onData) {
    const { targets, cursor } = this.listing;
    const query = new URLSearchParams(targets.map((id) => ['target', id]));
    let opened = false;
    return follow(`/slow-queries/stream${targets.length ? `?${query}` : ''}`, 'slow_query', {
      onData,
      onOpen: () => {
        // After a gap the list may lack what came meanwhile; a later page is left as it is.
        if (opened && this.#isLive() && cursor === null) void this.load();
        opened = true;
      },
    });
  }

  #isLive = () => reachesNow(this.listing.range, serverNow());
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
  const move = useRef(mayMove);
  move.current = mayMove;
  const screen = useMemo(newScreen, []);
  const upkeep = useMemo(() => new Upkeep(listing, limit, screen, () => move.current()), [JSON.stringify(listing), limit]);
  useEffect(() => upkeep.start(), [upkeep]);
  return {
    ...screen.page.value,
    waiting: screen.waiting.value.size,
    fresh: screen.fresh.value,
    reload: upkeep.load,
    showWaiting: upkeep.showWaiting,
  };
}
