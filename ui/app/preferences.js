// What a person chose for this browser: language, zone, theme. Everything shareable lives in the address instead.
import { effect, signal } from './view.js';

/** @typedef {'en' | 'ko'} Language */
/** @typedef {'system' | 'light' | 'dark'} Theme */

/**
 * A preference kept in localStorage; where storage is forbidden it lasts as long as the page.
 * @template {string} T
 * @param {string} name
 * @param {readonly T[]} values
 * @param {T} fallback
 */
function preference(name, values, fallback) {
  const key = `auroscope.${name}`;
  /** @type {string | null} */
  let kept = null;
  try {
    kept = localStorage.getItem(key);
  } catch {
    // Reading storage throws where cookies are blocked; the default then serves.
  }
  const value = signal(values.find((known) => known === kept) ?? fallback);
  effect(() => {
    const now = value.value;
    try {
      if (now === fallback) localStorage.removeItem(key);
      else localStorage.setItem(key, now);
    } catch {
      // As above.
    }
  });
  return value;
}

/** @type {Language} */
const browserLanguage = (navigator.languages ?? [navigator.language])
  .map((tag) => tag.toLowerCase().split('-')[0])
  .find((tag) => tag === 'ko' || tag === 'en') === 'ko' ? 'ko' : 'en';

export const language = preference('language', /** @type {const} */ (['en', 'ko']), browserLanguage);
export const zone = preference('zone', /** @type {const} */ (['utc', 'local']), 'local');
export const theme = preference('theme', /** @type {const} */ (['system', 'light', 'dark']), 'system');

effect(() => {
  document.documentElement.lang = language.value;
});
effect(() => {
  // `theme.js` does the same before the first paint; this follows later changes.
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
