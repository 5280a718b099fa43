// The address bar as state: which page, which query. Links are real links; only plain clicks are taken over.
import { signal } from './view.js';

export const place = signal({ path: location.pathname, search: location.search });

/** How many pages of ours are behind this one: whether "back" stays inside the application. */
const depth = () => Number(history.state?.depth ?? 0);

const sync = () => {
  place.value = { path: location.pathname, search: location.search };
};
addEventListener('popstate', sync);

/**
 * @param {string} href
 * @param {{replace?: boolean}} [options] replace: a change of the same view that "back" should not undo letter by letter
 */
export function go(href, { replace = false } = {}) {
  const url = new URL(href, location.href);
  if (url.pathname === location.pathname && url.search === location.search) return;
  if (replace) history.replaceState(history.state, '', url);
  else history.pushState({ depth: depth() + 1 }, '', url);
  const samePage = url.pathname === place.peek().path;
  sync();
  if (!samePage) scrollTo(0, 0);
}

/**
 * Back to where the person came from, with its filters and place; else to a page that makes sense.
 * @param {string} fallback
 */
export function goBack(fallback) {
  if (depth() > 0) history.back();
  else go(fallback);
}

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = /** @type {Element | null} */ (event.target)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
  if (link.pathname.startsWith('/api/') || link.pathname.startsWith('/assets/')) return;
  event.preventDefault();
  go(link.href);
});
