// One cluster or instance: whether it is watched, everything that AWS says of it, and what became of it.
import { known, t } from '../i18n/index.js';
import { valueText } from '../inventory/texts.js';
import { grouped, hrefOf, lastingId, roleOf } from '../inventory/view.js';
import { useKeys } from '../keyboard.js';
import { copyLink } from '../parts/copy.js';
import { Empty } from '../parts/empty.js';
import { Ago, Moment, Unknown } from '../parts/figures.js';
import { Changes, fieldName, words } from '../parts/inventory/changes.js';
import { clusterNotes, instanceNotes, Notes, Role, Status } from '../parts/inventory/notes.js';
import { InstanceTable, Place } from '../parts/inventory/table.js';
import { WatchPanel } from '../parts/inventory/watch.js';
import { Problem } from '../parts/problem.js';
import { useResource } from '../resource.js';
import { goBack, place } from '../router.js';
import { html } from '../view.js';

/** @typedef {import('../api/inventory_model.js').CloudItem} CloudItem */
/** @typedef {import('../api/inventory_model.js').CloudCluster} CloudCluster */
/** @typedef {import('../api/inventory_model.js').CloudInstance} CloudInstance */
/** @typedef {import('../api/inventory_model.js').InventoryPage} InventoryPage */

const EVERY_MS = 15_000;
const CHANGES = 200;

/** @param {{id: string}} props the id for ever, or the name where there is none */
export function CloudResourcePage({ id }) {
  const query = new URLSearchParams(place.value.search);
  const where = new URLSearchParams({ with_gone: 'true' });
  for (const name of ['account', 'region']) if (query.get(name)) where.set(name, String(query.get(name)));
  const { data, error, reload } = /** @type {import('../resource.js').Resource<InventoryPage>} */ (useResource(`/inventory?${where}`, { everyMs: EVERY_MS }));
  useKeys({ y: copyLink, Escape: () => goBack('/clusters') });
  const kind = query.get('kind');
  const item = data?.items.find((item) => lastingId(item) === id && (!kind || item.kind === kind));
  return html`<main class="page detail">
    <nav class="crumbs"><button type="button" class="button ghost" onClick=${() => goBack('/clusters')}>‹ ${t('inventory.title')}</button></nav>
    <${Problem} error=${error} onRetry=${reload} />
    ${item && data ? html`<${Resource} item=${item} page=${data} />`
      : data && html`<${Empty} title=${t('inventory.missing')} name="missing"><p>${t('inventory.missing_detail')}</p><p><a class="button" href="/clusters">${t('inventory.title')} ›</a></p></${Empty}>`}
  </main>`;
}

/** @param {{item: CloudItem, page: InventoryPage}} props */
function Resource({ item, page }) {
  const here = page.items.filter(({ place }) => place.account === item.place.account && place.region === item.place.region);
  const cluster = item.kind === 'cluster' ? item : clusterOf(item, here);
  const instances = item.kind === 'cluster' ? grouped(here).groups.find(({ name }) => name === item.id)?.instances ?? [] : [];
  const notes = item.kind === 'cluster' ? clusterNotes(item) : instanceNotes(item, cluster);
  return html`
    <header class="detail-head" data-resource-kind=${item.kind}>
      <h1 class="page-title wrap">${item.id} ${item.kind === 'instance' && html`<${Role} role=${roleOf(item, cluster)} />`}</h1>
      <p class="muted head-line"><span>${t(`inventory.kind_${item.kind}`)}</span><${Place} place=${item.place} /><${Status} item=${item} />
        ${item.gone_at && html`<span>${t('inventory.gone_since')} <${Moment} at=${item.gone_at} full /></span>`}
        <span class="faint">${t('inventory.seen')} <${Ago} at=${item.last_seen} /></span></p>
      ${item.kind === 'instance' && item.cluster && html`<p class="links"><span class="muted">${t('inventory.kind_cluster')}:</span> ${cluster ? html`<a class="wrap" href=${hrefOf(cluster)}>${item.cluster}</a>` : html`<span class="wrap">${item.cluster}</span>`}</p>`}
      ${notes.length > 0 && html`<p class="head-notes"><${Notes} notes=${notes} /></p>`}
    </header>
    ${item.kind === 'instance' && html`<${WatchPanel} instance=${item} />`}
    ${item.kind === 'instance' && html`<${Waits} instance=${item} />`}
    ${item.kind === 'cluster' && html`<h2 class="section-title">${t('inventory.instances')}</h2>
      ${instances.length > 0 ? html`<${InstanceTable} instances=${instances} cluster=${item} selected=${null} name="instances" />` : html`<p class="muted">${t('inventory.no_instances')}</p>`}`}
    <div class="detail-columns resource-columns">
      <${Facts} item=${item} /><${Tags} tags=${item.tags} />
    </div>
    <${History} item=${item} />`;
}

/** @param {CloudInstance} instance @param {CloudItem[]} here */
function clusterOf(instance, here) {
  const named = here.filter((item) => item.kind === 'cluster' && item.id === instance.cluster);
  return /** @type {CloudCluster | null} */ (named.find(({ gone_at }) => gone_at === null) ?? named[0] ?? null);
}

/** What has a place of its own on the page. */
const ELSEWHERE = new Set(['kind', 'id', 'place', 'tags', 'watch', 'gone_at', 'pending_changes', 'pending_maintenance', 'members']);

/** Everything else that there is, also what this page has no name for. @param {{item: CloudItem}} props */
function Facts({ item }) {
  const fields = Object.entries(item).filter(([name]) => !ELSEWHERE.has(name));
  return html`<section class="panel" data-name="facts"><h2>${t('inventory.facts')}</h2>
    <dl class="facts">${fields.map(([name, value]) => html`<div key=${name} class="fact" data-field=${name}><dt>${fieldName(name)}</dt><dd><${FieldValue} name=${name} value=${value} /></dd></div>`)}</dl></section>`;
}

/** Where null says that there is none, not that it is not known. */
const NONE_WHEN_NULL = new Set(['cluster', 'monitoring_interval_s', 'serverless']);

/** @param {{name: string, value: unknown}} props */
function FieldValue({ name, value }) {
  if (typeof value === 'string' && /_at$|_seen$/.test(name)) return html`<${Moment} at=${value} full />`;
  const text = valueText(value, words());
  // An empty list is known to be empty; what else is null AWS did not say.
  if (text === null) return NONE_WHEN_NULL.has(name) || (value !== null && typeof value === 'object') ? html`<span class="muted">${t('inventory.nothing')}</span>` : html`<${Unknown} />`;
  return html`<span class=${typeof value === 'boolean' ? '' : 'mono wrap'}>${text}</span>`;
}

/** @param {{tags: Record<string, string>}} props */
function Tags({ tags }) {
  const all = Object.entries(tags);
  return html`<section class="panel" data-name="tags"><h2>${t('inventory.column_tags')}</h2>
    ${all.length === 0 ? html`<p class="muted">${t('inventory.no_tags')}</p>`
      : html`<dl class="tag-list">${all.map(([tag, value]) => html`<div key=${tag}><dt class="wrap"><bdi>${tag}</bdi></dt><dd class="wrap">${value === '' ? html`<span class="faint">${t('filter.none')}</span>` : html`<bdi>${value}</bdi>`}</dd></div>`)}</dl>`}</section>`;
}

/** What AWS will do to it, and what it will become. @param {{instance: CloudInstance}} props */
function Waits({ instance }) {
  const changes = Object.entries(instance.pending_changes);
  const maintenance = instance.pending_maintenance ?? [];
  if (changes.length + maintenance.length === 0) return null;
  return html`<section class="panel" data-name="waits"><h2>${t('inventory.waits')}</h2><ul class="waits">
    ${maintenance.map(({ action, description, auto_applied_after, forced_at }) => html`<li key=${action}><b class="wrap">${action}</b> <span class="muted wrap" lang="en">${description}</span>
      ${auto_applied_after && html` <span>${t('inventory.maintenance_after')} <${Moment} at=${auto_applied_after} full /></span>`}
      ${forced_at && html` <span class="warn">${t('inventory.maintenance_forced')} <${Moment} at=${forced_at} full /></span>`}</li>`)}
    ${changes.map(([name, value]) => html`<li key=${name}><b class="wrap">${known(`inventory.field_${name}`, name)}</b> <span class="muted">${t('inventory.pending_to')}</span> <span class="mono wrap">${value}</span></li>`)}
  </ul></section>`;
}

/** @param {{item: CloudItem}} props */
function History({ item }) {
  const query = new URLSearchParams({ account: item.place.account, region: item.place.region, kind: item.kind, resource_id: lastingId(item), limit: String(CHANGES) });
  const { data, error, reload } = /** @type {import('../resource.js').Resource<{items: import('../api/inventory_model.js').CloudChange[]}>} */ (
    useResource(`/inventory/changes?${query}`, { everyMs: EVERY_MS }));
  return html`<section class="panel" data-name="history"><h2>${t('inventory.history')}</h2>
    <${Problem} error=${data ? null : error} onRetry=${reload} />
    ${data && (data.items.length > 0 ? html`<${Changes} changes=${data.items} />` : html`<p class="muted">${t('inventory.no_history')}</p>`)}</section>`;
}
