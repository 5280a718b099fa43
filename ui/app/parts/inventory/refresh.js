// Asking AWS now: the server only takes note, so its account of each scope is looked at until all have spoken.
import { request } from '../../api/client.js';
import { t } from '../../i18n/index.js';
import { heardSince } from '../../inventory/places.js';
import { html, useEffect, useRef, useSignal } from '../../view.js';
import { explain } from '../problem.js';
import { toast } from '../toast.js';

/** @typedef {import('../../api/inventory_model.js').InventoryPage} InventoryPage */

const LOOK_EVERY_MS = 700;
/** As long as the server itself gives one account to tell all. */
const LOOK_FOR_MS = 300_000;

/** @param {{scopes: InventoryPage['scopes'], onAnswer: () => void}} props */
export function RefreshButton({ scopes, onAnswer }) {
  const heard = useSignal(/** @type {{done: number, all: number} | null} */ (null));
  const stopped = useRef(false);
  useEffect(() => () => void (stopped.current = true), []);
  const refresh = async () => {
    heard.value = { done: 0, all: scopes.length };
    try {
      const { asked_at: askedAt } = await request('/inventory/refresh', { method: 'POST', body: {} });
      await follow(askedAt);
    } catch (problem) {
      toast(explain(/** @type {Error} */ (problem)).title);
    } finally {
      if (!stopped.current) heard.value = null;
    }
  };
  /** @param {string} askedAt */
  const follow = async (askedAt) => {
    for (const end = Date.now() + LOOK_FOR_MS; Date.now() < end && !stopped.current;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      const now = await scopesNow();
      const done = heardSince(askedAt, now);
      if (done !== heard.peek()?.done) onAnswer();
      if (stopped.current) return;
      heard.value = { done, all: now.length };
      if (now.length > 0 && done === now.length) {
        toast(now.some(({ error }) => error !== null) ? t('inventory.refreshed_partly') : t('inventory.refreshed', { n: now.length, count: now.length }));
        return;
      }
    }
    if (!stopped.current) toast(t('inventory.refresh_long'));
  };
  const busy = heard.value;
  return html`<button type="button" class="button refresh" data-name="refresh" aria-live="polite" disabled=${busy !== null} onClick=${refresh}>
    ${busy ? html`<span>${t('inventory.refreshing', { done: busy.done, all: busy.all })}</span><i class="refresh-bar" aria-hidden="true" style=${{ width: `${(100 * busy.done) / Math.max(1, busy.all)}%` }}></i>` : t('inventory.refresh')}</button>`;
}

/** How asking goes, without the list: no kind of thing has this id. */
async function scopesNow() {
  const page = /** @type {InventoryPage} */ (await request('/inventory?resource_id=-'));
  return page.scopes;
}
