// Range, filters and search of a listing. Every change goes into the address; this only reads and writes it.
import { parseDuration, roundDuration } from '../format.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { filterCount, STATES } from '../listing.js';
import { targetIds } from '../targets.js';
import { html, useEffect, useRef, useSignal } from '../view.js';
import { Popover } from './popover.js';
import { TimePicker } from './time_picker.js';

/** @typedef {import('../listing.js').Listing} Listing */

/**
 * @param {object} props
 * @param {Listing} props.listing
 * @param {(change: Partial<Listing>, replace?: boolean) => void} props.onChange
 * @param {boolean} [props.fixedFingerprint] the page is about one statement: that filter is no choice
 * @param {Record<string, string>} [props.sorts] the orders by name, for narrow screens that have no column heads
 * @param {any} [props.children] what stands at the end of the bar
 */
export function FilterBar({ listing, onChange, fixedFingerprint = false, sorts, children }) {
  const timeOpen = useSignal(false);
  const filtersOpen = useSignal(false);
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  useKeys({
    '/': () => search.current?.select(),
    t: () => (timeOpen.value = true),
    f: () => (filtersOpen.value = true),
  });
  const count = filterCount(listing) - Number(listing.text !== null) - Number(fixedFingerprint);
  return html`<div class="filter-bar" role="search">
    <${TimePicker} range=${listing.range} open=${timeOpen} onChange=${(/** @type {any} */ range) => onChange({ range })} />
    <${Popover} open=${filtersOpen} name="filters" title=${t('filter.title')}
      label=${html`${t('filter.button')}${count > 0 && html`<b class="badge">${count}</b>`}`}>
      <${FilterForm} listing=${listing} onApply=${(/** @type {any} */ change) => { filtersOpen.value = false; onChange(change); }} />
    </${Popover}>
    <${Search} input=${search} text=${listing.text} onChange=${(/** @type {string | null} */ text) => onChange({ text }, true)} />
    ${sorts && html`<${SortChoice} sorts=${sorts} sort=${listing.sort} onSort=${(/** @type {string} */ sort) => onChange({ sort })} />`}
    <div class="filter-bar-end">${children}</div>
    <${Chips} listing=${listing} onChange=${onChange} fixedFingerprint=${fixedFingerprint} />
  </div>`;
}

/**
 * @param {object} props
 * @param {import('../../vendor/preact/preact.js').RefObject<HTMLInputElement>} props.input
 * @param {string | null} props.text
 * @param {string} [props.label]
 * @param {(text: string | null) => void} props.onChange
 */
export function Search({ input, text, label = t('filter.search'), onChange }) {
  const typed = useSignal(text ?? '');
  const timer = useRef(/** @type {any} */ (0));
  useEffect(() => {
    // The address may change by "back" or a chip; what a person is typing just now wins.
    if (document.activeElement !== input.current) typed.value = text ?? '';
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** @param {string} value @param {number} delay */
  const change = (value, delay) => {
    typed.value = value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(value.trim() || null), delay);
  };
  return html`<input class="search" type="search" ref=${input} value=${typed.value} placeholder=${label}
    aria-label=${label} maxlength="500" spellcheck="false" autocomplete="off"
    onInput=${(/** @type {any} */ event) => change(event.target.value, 250)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') change(typed.value, 0);
      if (event.key === 'Escape') input.current?.blur();
    }} />`;
}

/** @param {{sorts: Record<string, string>, sort: string, onSort: (sort: string) => void}} props */
const SortChoice = ({ sorts, sort, onSort }) => html`<select class="narrow-only sort-choice" aria-label=${t('column.sort_by')} value=${sort}
  onChange=${(/** @type {any} */ event) => onSort(event.target.value)}>${Object.entries(sorts).map(([id, label]) =>
    html`<option key=${id} value=${id} selected=${id === sort}>↓ ${label}</option>`)}</select>`;

/**
 * What a person fills in is kept by the fields themselves (`default…`): the list below is drawn again with each
 * streamed event, and a value given here would undo what is being typed.
 * @param {{listing: Listing, onApply: (change: Partial<Listing>) => void}} props
 */
function FilterForm({ listing, onApply }) {
  const minimum = useSignal(listing.minDurationUs === null ? '' : roundDuration(listing.minDurationUs));
  const noSchema = useSignal(listing.schema === '');
  const wrong = minimum.value.trim() !== '' && parseDuration(minimum.value) === null;
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (wrong) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? '').trim() || null;
    onApply({
      targets: form.getAll('target').map(String),
      states: form.getAll('state').map(String),
      schema: noSchema.value ? '' : text('schema'),
      user: text('user'),
      minDurationUs: parseDuration(minimum.value),
    });
  };
  const targets = [...new Set([...targetIds.value, ...listing.targets])];
  return html`<form class="fields" onSubmit=${submit}>
    ${targets.length > 0 && html`<fieldset class="checks"><legend>${t('filter.targets')}</legend>
      <div class="checks-list">${targets.map((id) => html`<label key=${id} class="check"><input type="checkbox" name="target" value=${id}
        defaultChecked=${listing.targets.includes(id)} /><span class="clip">${id}</span></label>`)}</div></fieldset>`}
    <fieldset class="checks"><legend>${t('filter.states')}</legend><div class="checks-row">
      ${STATES.map((state) => html`<label key=${state} class="check"><input type="checkbox" name="state" value=${state}
        defaultChecked=${listing.states.includes(state)} />${t(/** @type {any} */ (`state.${state}`))}</label>`)}</div></fieldset>
    <label class="field">${t('filter.min_duration')}<input name="min" value=${minimum.value} placeholder="2s, 500ms, 1.5m"
      aria-invalid=${wrong} autocomplete="off" onInput=${(/** @type {any} */ event) => (minimum.value = event.target.value)} /></label>
    ${wrong && html`<p class="hint" data-bad>${t('filter.bad_duration')}</p>`}
    <label class="field">${t('filter.schema')}<input name="schema" defaultValue=${listing.schema ?? ''} disabled=${noSchema.value}
      placeholder=${t('filter.exact')} autocomplete="off" spellcheck="false" /></label>
    <label class="check"><input type="checkbox" checked=${noSchema.value}
      onChange=${(/** @type {any} */ event) => (noSchema.value = event.target.checked)} />${t('filter.no_schema')}</label>
    <label class="field">${t('filter.user')}<input name="user" defaultValue=${listing.user ?? ''}
      placeholder=${t('filter.exact')} autocomplete="off" spellcheck="false" /></label>
    <button class="button primary" disabled=${wrong}>${t('filter.apply')}</button>
  </form>`;
}

/**
 * @param {object} props
 * @param {Listing} props.listing
 * @param {(change: Partial<Listing>) => void} props.onChange
 * @param {boolean} props.fixedFingerprint
 */
function Chips({ listing, onChange, fixedFingerprint }) {
  /** @type {{name: string, value: string, change: Partial<Listing>}[]} */
  const chips = [
    ...listing.targets.map((id) => ({
      name: t('filter.target'), value: id, change: { targets: listing.targets.filter((other) => other !== id) },
    })),
    ...listing.states.map((state) => ({
      name: t('filter.state'), value: t(/** @type {any} */ (`state.${state}`)),
      change: { states: listing.states.filter((other) => other !== state) },
    })),
  ];
  if (listing.minDurationUs !== null) {
    chips.push({ name: t('filter.min_duration'), value: `≥ ${roundDuration(listing.minDurationUs)}`, change: { minDurationUs: null } });
  }
  if (listing.schema !== null) {
    chips.push({ name: t('filter.schema'), value: listing.schema || t('filter.none'), change: { schema: null } });
  }
  if (listing.user !== null) chips.push({ name: t('filter.user'), value: listing.user, change: { user: null } });
  if (listing.fingerprint !== null && !fixedFingerprint) {
    chips.push({ name: t('filter.fingerprint'), value: `${listing.fingerprint.slice(0, 12)}…`, change: { fingerprint: null } });
  }
  if (listing.text !== null) chips.push({ name: t('filter.text'), value: listing.text, change: { text: null } });
  if (chips.length === 0) return null;
  return html`<ul class="chips" aria-label=${t('filter.active')}>${chips.map(({ name, value, change }) => html`<li key=${name + value}>
    <button type="button" class="chip" title=${t('filter.remove')} onClick=${() => onChange(change)}>
      <span class="chip-name">${name}</span><span class="clip">${value}</span><span aria-hidden="true">✕</span></button></li>`)}
    ${chips.length > 1 && html`<li><button type="button" class="button ghost small" onClick=${() => onChange({
      targets: [], states: [], schema: null, user: null, minDurationUs: null, text: null,
      ...(fixedFingerprint ? {} : { fingerprint: null }),
    })}>${t('filter.clear')}</button></li>`}</ul>`;
}
