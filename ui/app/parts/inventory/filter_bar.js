// Filters and search of the list of clusters. Every change goes into the address.
import { t } from '../../i18n/index.js';
import { useKeys } from '../../keyboard.js';
import { html, useRef, useSignal } from '../../view.js';
import { Search } from '../filter_bar.js';
import { Popover } from '../popover.js';

/** @typedef {import('../../inventory/view.js').InventoryView} InventoryView */

/**
 * @param {object} props
 * @param {InventoryView} props.view
 * @param {{accounts: string[], regions: string[]}} props.known
 * @param {(change: Partial<InventoryView>, replace?: boolean) => void} props.onChange
 * @param {any} [props.children] what stands at the end
 */
export function InventoryFilterBar({ view, known, onChange, children }) {
  const open = useSignal(false);
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  useKeys({ '/': () => search.current?.select(), f: () => (open.value = true) });
  const count = Number(view.account !== null) + Number(view.region !== null) + Number(view.gone);
  const isList = view.tab === 'list';
  return html`<div class="filter-bar" role="search">
    <div class="segments" role="group" aria-label=${t('inventory.title')}>${/** @type {const} */ (['list', 'changes']).map((tab) =>
      html`<button key=${tab} type="button" data-tab=${tab} aria-pressed=${view.tab === tab} onClick=${() => onChange({ tab })}>${t(`inventory.tab_${tab}`)}</button>`)}</div>
    <${Popover} open=${open} name="filters" title=${t('filter.title')} label=${html`${t('filter.button')}${count > 0 && html`<b class="badge">${count}</b>`}`}>
      <${Form} view=${view} known=${known} onApply=${(/** @type {any} */ change) => { open.value = false; onChange(change); }} />
    </${Popover}>
    ${isList && html`<${Search} input=${search} text=${view.text} label=${t('inventory.search')} onChange=${(/** @type {string | null} */ text) => onChange({ text }, true)} />
    <div class="segments" role="group" aria-label=${t('inventory.column_watch')}>${/** @type {const} */ ([null, 'yes', 'no']).map((watched) =>
      html`<button key=${watched ?? 'all'} type="button" data-watched=${watched ?? 'all'} aria-pressed=${view.watched === watched} onClick=${() => onChange({ watched })}>${t(`inventory.watched_${watched ?? 'all'}`)}</button>`)}</div>`}
    <div class="filter-bar-end">${children}</div>
    <${Chips} view=${view} onChange=${onChange} />
  </div>`;
}

/** @param {{view: InventoryView, known: {accounts: string[], regions: string[]}, onApply: (change: Partial<InventoryView>) => void}} props */
function Form({ view, known, onApply }) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    onApply({ account: String(form.get('account') ?? '') || null, region: String(form.get('region') ?? '') || null, gone: form.has('gone') });
  };
  /** @param {'account' | 'region'} name @param {string[]} values @param {string | null} chosen */
  const choice = (name, values, chosen) => html`<label class="field">${t(`inventory.${name}`)}<select name=${name}>
    <option value="">${t('inventory.any')}</option>
    ${[...new Set(chosen ? [...values, chosen] : values)].map((value) => html`<option key=${value} value=${value} selected=${value === chosen}>${value}</option>`)}</select></label>`;
  return html`<form class="fields" onSubmit=${submit}>
    ${choice('account', known.accounts, view.account)}${choice('region', known.regions, view.region)}
    <label class="check"><input type="checkbox" name="gone" defaultChecked=${view.gone} />${t('inventory.gone')}</label>
    <button class="button primary">${t('filter.apply')}</button>
  </form>`;
}

/** @param {{view: InventoryView, onChange: (change: Partial<InventoryView>) => void}} props */
function Chips({ view, onChange }) {
  /** @type {{name: string, value: string, change: Partial<InventoryView>}[]} */
  const chips = [];
  if (view.account) chips.push({ name: t('inventory.account'), value: view.account, change: { account: null } });
  if (view.region) chips.push({ name: t('inventory.region'), value: view.region, change: { region: null } });
  if (view.text !== null && view.tab === 'list') chips.push({ name: t('filter.text'), value: view.text, change: { text: null } });
  if (view.gone && view.tab === 'list') chips.push({ name: '', value: t('inventory.gone_chip'), change: { gone: false } });
  if (chips.length === 0) return null;
  return html`<ul class="chips" aria-label=${t('filter.active')}>${chips.map(({ name, value, change }) => html`<li key=${name + value}>
    <button type="button" class="chip" title=${t('filter.remove')} onClick=${() => onChange(change)}>
      ${name && html`<span class="chip-name">${name}</span>`}<span class="clip">${value}</span><span aria-hidden="true">✕</span></button></li>`)}</ul>`;
}
