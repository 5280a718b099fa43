// Server-sent events with a reconnect of our own: EventSource gives up for ever on any HTTP error.
// A stream is closed while the tab is hidden: a browser has six connections to one host, and nobody looks.
import { lostContact, reached, request } from './client.js';

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 15_000;

/** @type {Set<() => void>} */
const waiting = new Set();

/** Tries every broken stream now instead of after its delay. */
export const retryNow = () => [...waiting].forEach((retry) => retry());

/**
 * Follows a stream until the returned function is called.
 * @param {string} path below /api/v1
 * @param {string} event
 * @param {{onData: (data: any) => void, onOpen?: () => void}} handlers `onOpen` also runs after each gap:
 *   what happened in between was not received and has to be asked for
 * @returns {() => void}
 */
export function follow(path, event, { onData, onOpen }) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let delay = FIRST_RETRY_MS;

  const close = () => {
    clearTimeout(timer);
    waiting.delete(open);
    source?.close();
    source = null;
  };

  const failed = () => {
    close();
    // EventSource does not tell why it failed: a plain request finds out (and notices a lost log-in).
    request('/session').catch(() => lostContact());
    timer = setTimeout(open, delay);
    waiting.add(open);
    delay = Math.min(delay * 2, LAST_RETRY_MS);
  };

  function open() {
    close();
    if (document.hidden) return;
    source = new EventSource(`/api/v1${path}`);
    source.onopen = () => {
      delay = FIRST_RETRY_MS;
      reached();
      onOpen?.();
    };
    source.onerror = failed;
    source.addEventListener(event, (message) => {
      /** @type {unknown} */
      let data;
      try {
        data = JSON.parse(message.data);
      } catch {
        return;
      }
      onData(data);
    });
  }

  const visibility = () => (document.hidden ? close() : source || open());
  document.addEventListener('visibilitychange', visibility);
  open();
  return () => {
    document.removeEventListener('visibilitychange', visibility);
    close();
  };
}
