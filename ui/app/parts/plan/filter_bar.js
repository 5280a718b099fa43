// Range, filters and search of the list of plans. Every change goes into the address.
import { t } from '../../i18n/index.js';
import { targetIds } from '../../targets.js';
import { useKeys } from '../../keyboard.js';
import { html, useRef, useSignal } from '../../view.js';
import { Search } from '../filter_bar.js';
import { Popover } from '../popover.js';
import { TimePicker } from '../time_picker.js';
import { shortShape } from './marks.js';

/** @typedef {import('../../plan/listing.js').PlanListing} PlanListing */

/**
 * @param {object} props
 * @param {PlanListing} props.listing
 * @param {(change: Partial<PlanListing>, replace?: boolean) => void} props.onChange
 */
export function PlanFilterBar({ listing, onChange }) {
  const timeOpen = useSignal(false);
  const filtersOpen = useSignal(false);
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  useKeys({ '/': () => search.current?.select(), t: () => (timeOpen.value = true), f: () => (filtersOpen.value = true) });
  const count = Number(listing.targets.length > 0) + Number(listing.schema !== null);
  return html`<div class="filter-bar" role="search">
    <${TimePicker} range=${listing.range} open=${timeOpen} onChange=${(/** @type {any} */ range) => onChange({ range })} />
    <${Popover} open=${filtersOpen} name="filters" title=${t('filter.title')} label=${html`${t('filter.button')}${count > 0 && html`<b class="badge">${count}</b>`}`}>
      <${Form} listing=${listing} onApply=${(/** @type {any} */ change) => { filtersOpen.value = false; onChange(change); }} />
    </${Popover}>
    <${Search} input=${search} text=${listing.text} onChange=${(/** @type {string | null} */ text) => onChange({ text }, true)} />
    <div class="segments" role="group" aria-label=${t('plans.taken')}>${/** @type {const} */ ([null, 'with', 'without']).map((taken) =>
      html`<button key=${taken ?? 'all'} type="button" data-taken=${taken ?? 'all'} aria-pressed=${listing.taken === taken} onClick=${() => onChange({ taken })}>${t(`plans.taken_${taken ?? 'all'}`)}</button>`)}</div>
    <${Chips} listing=${listing} onChange=${onChange} />
  </div>`;
}

/** @param {{listing: PlanListing, onApply: (change: Partial<PlanListing>) => void}} props */
function Form({ listing, onApply }) {
  const noSchema = useSignal(listing.schema === '');
  const targets = [...new Set([...targetIds.value, ...listing.targets])];
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const schema = String(form.get('schema') ?? '').trim();
    onApply({ targets: form.getAll('target').map(String), schema: noSchema.value ? '' : schema || null });
  };
  return html`<form class="fields" onSubmit=${submit}>
    ${targets.length > 0 && html`<fieldset class="checks"><legend>${t('filter.targets')}</legend>
      <div class="checks-list">${targets.map((id) => html`<label key=${id} class="check"><input type="checkbox" name="target" value=${id}
        defaultChecked=${listing.targets.includes(id)} /><span class="clip">${id}</span></label>`)}</div></fieldset>`}
    <label class="field">${t('filter.schema')}<input name="schema" defaultValue=${listing.schema ?? ''} disabled=${noSchema.value}
      placeholder=${t('filter.exact')} autocomplete="off" spellcheck="false" /></label>
    <label class="check"><input type="checkbox" checked=${noSchema.value}
      onChange=${(/** @type {any} */ event) => (noSchema.value = event.target.checked)} />${t('filter.no_schema')}</label>
    <button class="button primary">${t('filter.apply')}</button>
  </form>`;
}

/** @param {{listing: PlanListing, onChange: (change: Partial<PlanListing>) => void}} props */
function Chips({ listing, onChange }) {
  /** @type {{name: string, value: string, change: Partial<PlanListing>}[]} */
  const chips = listing.targets.map((id) => ({ name: t('filter.target'), value: id, change: { targets: listing.targets.filter((other) => other !== id) } }));
  if (listing.schema !== null) chips.push({ name: t('filter.schema'), value: listing.schema || t('filter.none'), change: { schema: null } });
  if (listing.fingerprint) chips.push({ name: t('filter.fingerprint'), value: `${listing.fingerprint.slice(0, 12)}…`, change: { fingerprint: null } });
  if (listing.shape) chips.push({ name: t('plan.shape'), value: shortShape(listing.shape), change: { shape: null } });
  if (listing.text !== null) chips.push({ name: t('filter.text'), value: listing.text, change: { text: null } });
  if (chips.length === 0) return null;
  return html`<ul class="chips" aria-label=${t('filter.active')}>${chips.map(({ name, value, change }) => html`<li key=${name + value}>
    <button type="button" class="chip" title=${t('filter.remove')} onClick=${() => onChange(change)}>
      <span class="chip-name">${name}</span><span class="clip">${value}</span><span aria-hidden="true">✕</span></button></li>`)}</ul>`;
}
