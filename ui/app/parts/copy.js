// Copying texts: the clipboard where the browser allows it (https, loopback), a selected text field elsewhere.
import { t } from '../i18n/index.js';
import { html, useRef, useState } from '../view.js';
import { toast } from './toast.js';

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * The clipboard API is missing on plain http of another host, where an Auroscope in an intranet often lives.
 * @param {string} text
 */
function copyBySelection(text) {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'off-screen';
  // Inside an open dialog nothing outside of it can take the focus.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}

/** Copies the address of this page: filters, range and order are all in it. */
export async function copyLink() {
  toast(t((await copyText(location.href)) ? 'copy.link_done' : 'copy.failed'));
}

/** @param {{text: string, label?: string}} props */
export function CopyButton({ text, label }) {
  const [done, setDone] = useState(false);
  const timer = useRef(/** @type {any} */ (0));
  const copy = async () => {
    if (!(await copyText(text))) return toast(t('copy.failed'));
    setDone(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(false), 1_600);
  };
  return html`<button type="button" class="button small" onClick=${copy} aria-live="polite">
    ${done ? t('copy.done') : (label ?? t('copy.copy'))}
  </button>`;
}
