// Taking what is listed away: as a file, or as Markdown in the clipboard.
import { toCsv, toJson, toMarkdown } from '../export.js';
import { t } from '../i18n/index.js';
import { html, useSignal } from '../view.js';
import { copyText } from './copy.js';
import { Popover } from './popover.js';
import { toast } from './toast.js';

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * @param {object} props
 * @param {string} props.name the file name without its ending
 * @param {readonly string[]} props.columns
 * @param {Record<string, any>[]} props.rows
 */
export function ExportMenu({ name, columns, rows }) {
  const open = useSignal(false);
  /** @param {() => void} act */
  const close = (act) => () => {
    open.value = false;
    act();
  };
  // Excel takes UTF-8 for Korean text only with a byte order mark.
  const csv = () => save(`${name}.csv`, 'text/csv', `\uFEFF${toCsv(columns, rows)}`);
  const json = () => save(`${name}.json`, 'application/json', toJson(rows));
  const markdown = async () =>
    toast(t((await copyText(toMarkdown(columns, rows))) ? 'copy.markdown_done' : 'copy.failed'));
  return html`<${Popover} open=${open} end name="export" title=${t('export.title')} label=${t('export.button')}>
    <p class="hint">${t('export.what', { count: rows.length, n: rows.length })}</p>
    <ul class="choices">
      <li><button type="button" class="choice" onClick=${close(csv)}>CSV</button></li>
      <li><button type="button" class="choice" onClick=${close(json)}>JSON</button></li>
      <li><button type="button" class="choice" onClick=${close(markdown)}>${t('export.markdown')}</button></li>
    </ul>
  </${Popover}>`;
}
