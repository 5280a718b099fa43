// Clusters: what the accounts of AWS have, what of it is watched and why the rest is not, what became of it.
import { t } from '../i18n/index.js';
import { accountOf } from '../inventory/places.js';
import { grouped, hrefOf, inventoryQuery, keyOf, readInventoryView, sieved, writeInventoryView } from '../inventory/view.js';
import { isWatched, watching } from '../inventory/watching.js';
import { useKeys } from '../keyboard.js';
import { copyLink } from '../parts/copy.js';
import { Empty } from '../parts/empty.js';
import { Ago } from '../parts/figures.js';
import { Banners } from '../parts/inventory/banners.js';
import { Changes } from '../parts/inventory/changes.js';
import { InventoryFilterBar } from '../parts/inventory/filter_bar.js';
import { NothingThere, Off } from '../parts/inventory/nothing.js';
import { RefreshButton } from '../parts/inventory/refresh.js';
import { ClusterTable, InstanceTable } from '../parts/inventory/table.js';
import { Problem } from '../parts/problem.js';
import { useResource } from '../resource.js';
import { go, place } from '../router.js';
import { targets } from '../targets.js';
import { html, useEffect, useMemo, useSignal } from '../view.js';

/** @typedef {import('../api/inventory_model.js').CloudItem} CloudItem */
/** @typedef {import('../api/inventory_model.js').InventoryPage} InventoryPage */
/** @typedef {import('../inventory/view.js').InventoryView} InventoryView */

const EVERY_MS = 15_000;
const CHANGES = 100;
const MOST_CHANGES = 1_000;

export function ClustersPage() {
  const view = readInventoryView(place.value.search);
  const { data, error, loading, reload } = /** @type {import('../resource.js').Resource<InventoryPage>} */ (
    useResource(`/inventory${inventoryQuery(view)}`, { everyMs: EVERY_MS }));
  /** @param {Partial<InventoryView>} change @param {boolean} [replace] */
  const change = (change, replace = false) => go(`/clusters${writeInventoryView({ ...view, ...change })}`, { replace });
  const isOff = data && !data.is_on && data.items.length === 0 && data.places.length === 0;
  return html`<main class="page">
    <div class="section-head"><h1 class="page-title">${t('inventory.title')}</h1>
      ${data?.is_on && html`<div class="refresh-line"><${Asked} page=${data} /><${RefreshButton} scopes=${data.scopes} onAnswer=${reload} /></div>`}</div>
    <${Problem} error=${error} onRetry=${reload} />
    ${isOff ? html`<${Off} />` : data && html`
      <${Banners} page=${data} />
      <${InventoryFilterBar} view=${view} known=${knownPlaces(data)} onChange=${change} />
      ${view.tab === 'changes' ? html`<${LatestChanges} view=${view} />` : html`<${List} page=${data} view=${view} loading=${loading} onChange=${change} />`}`}
  </main>`;
}

/** When the place that was asked longest ago was asked. @param {{page: InventoryPage}} props */
function Asked({ page }) {
  const times = page.scopes.map(({ answered_at }) => answered_at);
  if (times.length === 0 || times.includes(null)) return null;
  return html`<span class="muted small-text">${t('inventory.asked')} <${Ago} at=${[...times].sort()[0]} /></span>`;
}

/** @param {InventoryPage} page */
function knownPlaces({ places, scopes }) {
  const accounts = [...places.map(({ place }) => place.account), ...scopes.map(accountOf).filter((account) => account !== null)];
  const regions = [...places.map(({ place }) => place.region), ...scopes.map(({ region }) => region)];
  return { accounts: [...new Set(accounts)].sort(), regions: [...new Set(regions)].sort() };
}

/** @param {{page: InventoryPage, view: InventoryView, loading: boolean, onChange: (change: Partial<InventoryView>) => void}} props */
function List({ page, view, loading, onChange }) {
  const known = targets.value;
  const { groups, alone } = useMemo(
    () => sieved(grouped(page.items), view, (instance) => isWatched(watching(instance, known))), [page, place.value.search, known]);
  const rows = /** @type {CloudItem[]} */ (groups.flatMap(({ cluster, instances }) => (cluster ? [cluster, ...instances] : instances)).concat(alone));
  const selected = useRows(rows);
  if (rows.length === 0) {
    const filtered = page.items.length > 0 || view.account !== null || view.region !== null;
    if (!filtered) return page.is_on ? html`<${NothingThere} page=${page} />` : html`<${Empty} title=${t('inventory.none')} />`;
    return html`<${Empty} title=${t('inventory.filtered')} name="inventory-filtered"><p class="actions">
      <button type="button" class="button" onClick=${() => onChange({ account: null, region: null, text: null, watched: null })}>${t('filter.clear')}</button></p></${Empty}>`;
  }
  return html`<div class="list" aria-busy=${loading}>
    <${Summary} rows=${rows} />
    ${groups.length > 0 && html`<${ClusterTable} groups=${groups} selected=${selected} />`}
    ${alone.length > 0 && html`<h2 class="section-title">${t('inventory.alone')}</h2><${InstanceTable} instances=${alone} selected=${selected} name="alone" />`}
  </div>`;
}

/** @param {{rows: CloudItem[]}} props */
function Summary({ rows }) {
  const there = rows.filter(({ gone_at }) => gone_at === null);
  const clusters = there.filter(({ kind }) => kind === 'cluster').length;
  const watched = there.filter((item) => item.kind === 'instance' && isWatched(watching(item, targets.value))).length;
  const instances = there.length - clusters;
  return html`<p class="summary muted" data-name="summary">${t('inventory.summary_clusters', { n: clusters, count: clusters })} · ${t('inventory.summary_instances', { n: instances, count: instances })} · ${t('inventory.summary_watched', { n: watched })}</p>`;
}

/**
 * The keys of every list, over the rows as they stand; they stay on a resource when the list is renewed.
 * @param {CloudItem[]} rows
 */
function useRows(rows) {
  const selected = useSignal(/** @type {string | null} */ (null));
  const at = () => rows.findIndex((item) => keyOf(item) === selected.peek());
  /** @param {number} step */
  const walk = (step) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, at() + step))];
    if (row) selected.value = keyOf(row);
  };
  useKeys({
    j: () => walk(1), k: () => walk(-1), y: copyLink,
    Enter: () => { const row = rows[at()]; if (row) go(hrefOf(row)); },
    Escape: () => (selected.value = null),
  });
  useEffect(() => {
    document.querySelector('.cloud-table tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [selected.value]);
  return selected.value;
}

/** @param {{view: InventoryView}} props */
function LatestChanges({ view }) {
  const limit = useSignal(CHANGES);
  const query = inventoryQuery({ ...view, gone: false });
  const { data, error, loading, reload } = /** @type {import('../resource.js').Resource<{items: import('../api/inventory_model.js').CloudChange[]}>} */ (
    useResource(`/inventory/changes${query}${query ? '&' : '?'}limit=${limit.value}`, { everyMs: EVERY_MS }));
  useKeys({ y: copyLink });
  const items = data?.items ?? [];
  return html`<${Problem} error=${error} onRetry=${reload} />
    ${items.length > 0 ? html`<section class="panel" aria-busy=${loading}><${Changes} changes=${items} named /></section>` : data && html`<${Empty} title=${t('inventory.no_changes')} name="no-changes" />`}
    ${items.length >= limit.value && limit.value < MOST_CHANGES && html`<p class="paging"><button type="button" class="button" data-name="more" onClick=${() => (limit.value = Math.min(MOST_CHANGES, limit.value * 4))}>${t('inventory.more')}</button></p>`}`;
}
