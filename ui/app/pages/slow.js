// Slow queries: the list, with range, filters, order and place in the address.
import { request } from '../api/client.js';
import { copyLink } from '../parts/copy.js';
import { ExportMenu } from '../parts/export_menu.js';
import { FilterBar } from '../parts/filter_bar.js';
import { NothingFound } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { linkTo, SlowTable } from '../parts/slow_table.js';
import { isCut, SLOW_COLUMNS } from '../export.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { readListing, SLOW_SORTS, writeListing } from '../listing.js';
import { go, place } from '../router.js';
import { useSlowList } from '../slow_list.js';
import { html, useEffect, useRef, useSignal } from '../view.js';

const LIMIT = 50;

export function SlowPage() {
  const { search } = place.value;
  const listing = readListing(search, SLOW_SORTS);
  /** @param {Partial<import('../listing.js').Listing>} change @param {boolean} [replace] */
  const change = (change, replace = false) =>
    go(`/slow${writeListing({ ...listing, cursor: null, ...change }, SLOW_SORTS)}`, { replace });
  return html`<main class="page">
    <h1 class="page-title">${t('slow.title')}</h1>
    <${SlowListing} listing=${listing} onChange=${change} name="auroscope-slow-queries" />
  </main>`;
}

/**
 * Filter bar, table and paging; also the lower half of a statement's page.
 * @param {object} props
 * @param {import('../listing.js').Listing} props.listing
 * @param {(change: Partial<import('../listing.js').Listing>, replace?: boolean) => void} props.onChange
 * @param {string} props.name of an exported file
 * @param {boolean} [props.fixedFingerprint]
 */
export function SlowListing({ listing, onChange, name, fixedFingerprint = false }) {
  const table = useRef(/** @type {HTMLDivElement | null} */ (null));
  const selected = useSignal(/** @type {string | null} */ (null));
  const list = useSlowList(listing, {
    limit: LIMIT,
    mayMove: () => selected.peek() === null && scrollY < 120 && !table.current?.matches(':hover'),
  });
  const rows = list.rows ?? [];
  useRowKeys(rows, selected, table);

  const bar = html`<${FilterBar} listing=${listing} onChange=${onChange} fixedFingerprint=${fixedFingerprint} sorts=${{
    started_at: t('column.started'), duration_us: t('column.duration'), rows_examined: t('column.rows_examined') }}>
    <span class="muted listed wide-only">${list.rows && t('slow.listed', { count: rows.length, n: rows.length })}</span>
    <${ExportMenu} name=${name} columns=${SLOW_COLUMNS} rows=${rows} complete=${withWholeTexts} />
  </${FilterBar}>`;

  return html`${bar}
    <${Problem} error=${list.error} onRetry=${list.reload} />
    <div class="list" ref=${table} aria-busy=${list.loading}>
      ${list.waiting > 0 && html`<button type="button" class="new-pill" onClick=${() => { selected.value = null; list.showWaiting(); }}>
        ↑ ${t('slow.new', { count: list.waiting, n: list.waiting })}</button>`}
      ${rows.length > 0
        ? html`<${SlowTable} rows=${rows} sort=${listing.sort} selected=${selected.value} fresh=${list.fresh}
            onSort=${(/** @type {string} */ sort) => onChange({ sort })} />`
        : list.rows && html`<${NothingFound} listing=${listing} onChange=${onChange} />`}
    </div>
    <${Paging} listing=${listing} next=${list.next} onChange=${onChange} />`;
}

/**
 * The rows with the texts that the list has cut; one after the other, for each may be megabytes.
 * @param {import('../api/model.js').SlowQuery[]} rows
 */
async function withWholeTexts(rows) {
  const whole = [];
  for (const row of rows) {
    if (!isCut(row)) whole.push(row);
    else whole.push({ ...row, sql: /** @type {import('../api/model.js').SlowQueryDetail} */ (await request(`/slow-queries/${row.id}`)).sql });
  }
  return whole;
}

/**
 * j and k walk the rows, Enter opens one, y copies the link of the page.
 * @param {import('../api/model.js').SlowQuery[]} rows
 * @param {import('../../vendor/signals/signals.js').Signal<string | null>} selected
 * @param {{current: HTMLElement | null}} table
 */
export function useRowKeys(rows, selected, table) {
  /** @param {number} step */
  const walk = (step) => {
    const at = rows.findIndex(({ id }) => id === selected.value);
    const next = rows[at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    selected.value = next?.id ?? null;
  };
  useKeys({
    j: () => walk(1),
    k: () => walk(-1),
    Enter: () => {
      const row = rows.find(({ id }) => id === selected.value);
      if (row) go(linkTo(row));
    },
    Escape: () => (selected.value = null),
    y: copyLink,
  });
  useEffect(() => {
    table.current?.querySelector('tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [selected.value]);
}

/** @param {{listing: import('../listing.js').Listing, next: string | null, onChange: (change: object) => void}} props */
function Paging({ listing, next, onChange }) {
  if (!next && !listing.cursor) return null;
  return html`<nav class="paging" aria-label=${t('paging.label')}>
    ${listing.cursor && html`<button type="button" class="button" onClick=${() => onChange({ cursor: null })}>« ${t('paging.first')}</button>
      <button type="button" class="button" onClick=${() => history.back()}>‹ ${t('paging.back')}</button>`}
    ${next && html`<button type="button" class="button" data-name="next" onClick=${() => { onChange({ cursor: next }); scrollTo(0, 0); }}>${t('paging.next')} ›</button>`}
  </nav>`;
}

