// A button that opens a panel below it (a sheet at the bottom of a narrow screen). Escape or a click elsewhere closes.
import { html, useEffect, useRef } from '../view.js';

/**
 * @param {object} props
 * @param {import('../../vendor/signals/signals.js').Signal<boolean>} props.open
 * @param {any} props.label
 * @param {string} [props.title]
 * @param {string} [props.name] for tests and styles
 * @param {boolean} [props.end] the panel ends where the button ends
 * @param {any} props.children
 */
export function Popover({ open, label, title, name, end = false, children }) {
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const isOpen = open.value;

  useEffect(() => {
    if (!isOpen) return;
    const panel = root.current?.querySelector('.popover-panel');
    const first = panel?.querySelector('[aria-pressed=true]') ?? panel?.querySelector('input, button');
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
    /** @param {Event} event */
    const outside = (event) => {
      if (!root.current?.contains(/** @type {Node} */ (event.target))) open.value = false;
    };
    /** @param {KeyboardEvent} event */
    const escape = (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      open.value = false;
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [isOpen]);

  return html`<div class=${`popover ${end ? 'popover-end' : ''}`} ref=${root} data-name=${name}>
    <button type="button" class="button" ref=${button} title=${title} aria-expanded=${isOpen} aria-haspopup="dialog"
      onClick=${() => (open.value = !isOpen)}>${label}<span class="caret" aria-hidden="true"></span></button>
    ${isOpen && html`<div class="popover-panel" role="dialog" aria-label=${title}>${children}</div>`}
  </div>`;
}
