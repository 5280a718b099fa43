// A modal dialog: the browser's own element, which keeps the focus inside and closes on Escape.
import { t } from '../i18n/index.js';
import { html, useLayoutEffect, useRef } from '../view.js';

/**
 * @param {object} props
 * @param {string} props.title
 * @param {() => void} props.onClose
 * @param {string} [props.name]
 * @param {any} props.children
 */
export function Dialog({ title, onClose, name, children }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // Before the next key: one that is typed while the dialog is not yet open would reach the page behind it.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  /** @param {MouseEvent} event */
  const backdrop = (event) => {
    if (event.target === element.current) onClose();
  };
  return html`<dialog ref=${element} class="dialog" aria-label=${title} data-name=${name}
    onClick=${backdrop} onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); onClose(); }}>
    <div class="dialog-body">
      <header class="dialog-head"><h2>${title}</h2>
        <button type="button" class="button ghost" onClick=${onClose} aria-label=${t('dialog.close')}>✕</button></header>
      ${children}
    </div>
  </dialog>`;
}
