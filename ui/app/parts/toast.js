// A short word that something was done; it goes by itself and is read out by screen readers.
import { html, signal } from '../view.js';

const message = signal('');
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string} text */
export function toast(text) {
  clearTimeout(timer);
  message.value = text;
  timer = setTimeout(() => {
    message.value = '';
  }, 2_500);
}

export function Toast() {
  return html`<div class="toast" role="status" aria-live="polite" data-shown=${message.value !== ''}>${message.value}</div>`;
}
