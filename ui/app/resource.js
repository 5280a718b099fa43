// Data of a page: loaded, reloaded and thrown away with it. Old data stays on the screen until new data is there.
import { request } from './api/client.js';
import { useEffect, useRef, useSignal } from './view.js';

/**
 * @template T
 * @typedef {object} Resource
 * @property {T | null} data the last answer; kept while a newer one is on its way
 * @property {Error | null} error why the last request failed
 * @property {boolean} loading
 * @property {number | null} at when `data` was received
 * @property {() => void} reload
 * @property {(data: T) => void} replace puts what a stream brought in place of the answer
 */

/**
 * @template T
 * @param {string | null} path below /api/v1; null loads nothing
 * @param {{everyMs?: number | null}} [options] everyMs: reload that often while the tab is visible
 * @returns {Resource<T>}
 */
export function useResource(path, { everyMs = null } = {}) {
  const state = useSignal(/** @type {{data: T | null, error: Error | null, loading: boolean, at: number | null}} */ (
    { data: null, error: null, loading: path !== null, at: null }));
  const load = useRef(() => {});

  useEffect(() => {
    if (path === null) return;
    let abort = new AbortController();
    let busy = false;
    load.current = async () => {
      abort.abort();
      const mine = (abort = new AbortController());
      busy = true;
      state.value = { ...state.peek(), loading: true };
      try {
        const data = /** @type {T} */ (await request(path, { signal: mine.signal }));
        if (!mine.signal.aborted) state.value = { data, error: null, loading: false, at: Date.now() };
      } catch (error) {
        if (!mine.signal.aborted) state.value = { ...state.peek(), error: /** @type {Error} */ (error), loading: false };
      } finally {
        if (abort === mine) busy = false;
      }
    };
    load.current();
    // A slow answer must not be aborted by the next turn, or it would never arrive.
    const turn = () => void (!document.hidden && !busy && load.current());
    const timer = everyMs ? setInterval(turn, everyMs) : undefined;
    document.addEventListener('visibilitychange', turn);
    return () => {
      document.removeEventListener('visibilitychange', turn);
      clearInterval(timer);
      abort.abort();
    };
  }, [path, everyMs]);

  return {
    ...state.value,
    reload: () => load.current(),
    replace: (data) => {
      state.value = { ...state.peek(), data };
    },
  };
}
