// A field for a document that is pasted, or dropped as a file.
import { t } from '../../i18n/index.js';
import { html, useSignal } from '../../view.js';
import { toast } from '../toast.js';

/** A larger plan is no plan; the server refuses it too. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * @param {object} props
 * @param {import('./state.js').Signal<string>} props.text
 * @param {string} props.label
 * @param {number} [props.rows]
 * @param {string} [props.hint]
 */
export function DropArea({ text, label, rows = 12, hint }) {
  const over = useSignal(false);
  /** @param {File | undefined} file */
  const take = async (file) => {
    if (!file) return;
    if (file.size > MOST_BYTES) return toast(t('plan.file_too_large'));
    text.value = await file.text();
  };
  return html`<div class="drop-area" data-over=${over.value}
    onDragOver=${(/** @type {DragEvent} */ event) => { event.preventDefault(); over.value = true; }}
    onDragLeave=${() => (over.value = false)}
    onDrop=${(/** @type {DragEvent} */ event) => { event.preventDefault(); over.value = false; void take(event.dataTransfer?.files[0]); }}>
    <label class="field">${label}<textarea class="mono" name="document" rows=${rows} value=${text.value} spellcheck="false" autocomplete="off"
      onInput=${(/** @type {any} */ event) => (text.value = event.target.value)}></textarea></label>
    <p class="drop-line"><label class="button small">${t('plan.choose_file')}<input type="file" class="off-screen" accept=".json,.txt,.tsv,.md,text/*,application/json"
      onChange=${(/** @type {any} */ event) => { void take(event.target.files[0]); event.target.value = ''; }} /></label>
      <span class="hint">${hint ?? t('plan.drop_hint')}</span></p>
  </div>`;
}
