// Taking what is listed away: as a file, or as Markdown in the clipboard.
import { toCsv, toJson, toMarkdown } from '../export.js';
import { t } from '../i18n/index.js';
import { html, useSignal } from '../view.js';
import { copyText } from './copy.js';
import { Popover } from './popover.js';
import { saveFile } from './save_file.js';
import { toast } from './toast.js';

/** @typedef {Record<string, any>[]} Rows */

/**
 * @param {object} props
 * @param {string} props.name the file name without its ending
 * @param {readonly string[]} props.columns
 * @param {Rows} props.rows
 * @param {(rows: Rows) => Promise<Rows>} [props.complete] fetches what the rows on the screen lack
 */
export function ExportMenu({ name, columns, rows, complete = async (rows) => rows }) {
  const open = useSignal(false);
  /** @param {(rows: Rows) => unknown} act */
  const close = (act) => async () => {
    open.value = false;
    try {
      await act(await complete(rows));
    } catch (problem) {
      toast(/** @type {Error} */ (problem).message || t('problem.unreachable'));
    }
  };
  // Excel takes UTF-8 for Korean text only with a byte order mark.
  const csv = close((rows) => saveFile(`${name}.csv`, 'text/csv', `\uFEFF${toCsv(columns, rows)}`));
  const json = close((rows) => saveFile(`${name}.json`, 'application/json', toJson(rows)));
  const markdown = close(async (rows) => {
    toast(t((await copyText(toMarkdown(columns, rows))) ? 'copy.markdown_done' : 'copy.failed'));
  });
  return html`<${Popover} open=${open} end name="export" title=${t('export.title')} label=${t('export.button')}>
    <p class="hint">${t('export.what', { count: rows.length, n: rows.length })}</p>
    <ul class="choices">
      <li><button type="button" class="choice" onClick=${csv}>CSV</button></li>
      <li><button type="button" class="choice" onClick=${json}>JSON</button></li>
      <li><button type="button" class="choice" onClick=${markdown}>${t('export.markdown')}</button></li>
    </ul>
  </${Popover}>`;
}
