// Targets: what is watched, how well, and what it costs; adding one.
import { serverAheadMs } from '../api/client.js';
import { tick } from '../clock.js';
import { Empty, Grants } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { opens } from '../parts/slow_table.js';
import { number, percent, room, roughDuration, UNKNOWN } from '../format.js';
import { rough } from '../parts/figures.js';
import { t } from '../i18n/index.js';
import { language } from '../preferences.js';
import { useResource } from '../resource.js';
import { go, place } from '../router.js';
import { captureOf, targets as knownTargets } from '../targets.js';
import { html, useEffect } from '../view.js';
import { AddTarget } from './target_add.js';

/** @typedef {import('../api/model.js').TargetWithHealth} TargetWithHealth */

const EVERY_MS = 3_000;
const STORE_EVERY_MS = 60_000;

export function TargetsPage() {
  const adding = new URLSearchParams(place.value.search).has('add');
  const { data, error, reload } = /** @type {import('../resource.js').Resource<{items: TargetWithHealth[]}>} */ (
    useResource('/targets', { everyMs: EVERY_MS }));
  useEffect(() => {
    if (data) knownTargets.value = data.items;
  }, [data]);
  const items = data?.items ?? [];
  return html`<main class="page">
    <header class="section-head"><h1 class="page-title">${t('targets.title')}</h1>
      ${!adding && html`<a class="button primary" href="/targets?add">${t('targets.add')}</a>`}</header>
    <${Problem} error=${error} onRetry=${reload} />
    ${adding && html`<${AddTarget} onDone=${(/** @type {string | null} */ id) => { go(id ? `/targets/${encodeURIComponent(id)}` : '/targets'); reload(); }} />`}
    ${items.length > 0
      ? html`<${TargetTable} items=${items} />`
      : data && html`<${Empty} title=${t('empty.no_targets')} name="no-targets"><p>${t('empty.no_targets_detail')}</p><${Grants} />
          ${!adding && html`<p><a class="button primary" href="/targets?add">${t('targets.add')}</a></p>`}</${Empty}>`}
    <${Kept} />
  </main>`;
}

/** Where slow queries are kept and how much room they take. What is wrong with the store, a banner says. */
function Kept() {
  const { data } = /** @type {import('../resource.js').Resource<import('../api/model.js').StoreInfo>} */ (
    useResource('/store', { everyMs: STORE_EVERY_MS }));
  if (!data) return null;
  const size = data.size_bytes === null ? UNKNOWN : room(data.size_bytes);
  return html`<p class="muted small-text store-line" data-name="store">${t('targets.store')} <b class="figure">${size}</b> · <span class="mono wrap">${data.place}</span></p>`;
}

/** @param {{items: TargetWithHealth[]}} props */
function TargetTable({ items }) {
  return html`<table class="table target-table">
    <thead><tr>
      <th class="c-target" scope="col">${t('column.target')}</th>
      <th class="c-phase" scope="col">${t('column.watching')}</th>
      <th class="c-sight" scope="col">${t('column.sight')}</th>
      <th class="c-version" scope="col">${t('column.version')}</th>
      <th class="c-uptime number" scope="col">${t('column.uptime')}</th>
      <th class="c-cost number" scope="col" title=${t('cost.why')}>${t('column.cost')}</th>
      <th class="c-lag number" scope="col">${t('column.last_look')}</th>
    </tr></thead>
    <tbody>${items.map((target) => html`<${TargetRow} key=${target.id} target=${target} />`)}</tbody>
  </table>`;
}

/** @param {{target: TargetWithHealth}} props */
function TargetRow({ target }) {
  const href = `/targets/${encodeURIComponent(target.id)}`;
  const health = target.health ?? null;
  const status = captureOf(target);
  return html`<tr data-target=${target.id} onClick=${opens(href)}>
    <td class="c-target"><a href=${href}><b class="clip">${target.id}</b></a>${target.discovered && html`<span class="mark from-aws" title=${t('inventory.target_discovered')}>${t('inventory.from_aws')}</span>`}<span class="muted clip mono small-text">${target.host}:${target.port}</span></td>
    <td class="c-phase"><${Phase} target=${target} />${status?.last_error && status.phase !== 'running' && html`<span class="clip-2 warn small-text" title=${status.last_error}>${status.last_error}</span>`}</td>
    <td class="c-sight"><${Sight} health=${health} /></td>
    <td class="c-version"><span class="clip">${health?.server_version ?? html`<span class="unknown">–</span>`}</span><span class="muted small-text">${roleOf(health)}</span></td>
    <td class="c-uptime number" data-label=${t('column.uptime')}><${Uptime} health=${health} /></td>
    <td class="c-cost number" data-label=${t('column.cost')}><${Cost} cost=${health?.own_cost ?? null} /></td>
    <td class="c-lag number" data-label=${t('column.last_look')}><${LastLook} at=${status?.last_run_at ?? null} /></td>
  </tr>`;
}

/** @param {import('../api/model.js').TargetHealth | null} health */
export function roleOf(health) {
  if (!health) return '';
  const kind = health.aurora === true ? 'Aurora' : health.aurora === false ? 'MySQL' : '';
  const role = health.read_only === true ? t('targets.read_only') : health.read_only === false ? t('targets.writable') : '';
  return [kind, role].filter(Boolean).join(' · ');
}

/** @param {{target: TargetWithHealth}} props */
export function Phase({ target }) {
  const phase = target.enabled ? captureOf(target)?.phase : 'paused';
  if (!phase) return html`<span class="mark">${t('phase.unknown')}</span>`;
  return html`<span class=${`mark phase-${phase}`} data-phase=${phase}><i class="dot" aria-hidden="true"></i>${t(`phase.${phase}`)}</span>`;
}

/**
 * How much can be seen, counted: the page of the target says what and why.
 * @param {{health: import('../api/model.js').TargetHealth | null}} props
 */
function Sight({ health }) {
  const all = health?.capabilities ?? [];
  if (all.length === 0) return html`<span class="unknown">${t('capability.unknown')}</span>`;
  const missing = all.filter(({ state }) => state !== 'yes');
  if (missing.length === 0) return html`<span class="good">${t('targets.sees_all')}</span>`;
  const worst = missing.some(({ state }) => state === 'no') ? 'bad' : 'warn';
  return html`<span class=${worst}>${t('targets.sees', { yes: all.length - missing.length, all: all.length })}</span>`;
}

/** @param {{health: import('../api/model.js').TargetHealth | null}} props */
export function Uptime({ health }) {
  if (!health?.booted_at) return html`<span class="unknown">–</span>`;
  const us = (tick.value + serverAheadMs.value - new Date(health.booted_at).getTime()) * 1_000;
  return html`<span class="figure" title=${health.booted_at}>${roughDuration(us)}</span>`;
}

/**
 * Server time of our own statements per second of wall time, against the budget.
 * @param {{cost: import('../api/model.js').OwnCost | null}} props
 */
export function Cost({ cost }) {
  if (!cost || cost.period_s === 0) return html`<span class="unknown" title=${t('cost.not_measured')}>–</span>`;
  const over = cost.server_us_per_s > cost.budget_us_per_s;
  return html`<span class=${`figure ${over ? 'warn' : ''}`} title=${t('cost.why')}>${number(Math.round(cost.server_us_per_s), language.value)} µs/s</span>${' '}
    <span class="faint figure small-text">${percent(cost.server_us_per_s, cost.budget_us_per_s)}</span>`;
}

/** @param {{at: string | null}} props */
export function LastLook({ at }) {
  if (!at) return html`<span class="unknown">–</span>`;
  const us = Math.max(0, (tick.value + serverAheadMs.value - new Date(at).getTime()) * 1_000);
  return html`<span class=${`figure ${us > 5_000_000 ? 'warn' : ''}`}>${t('figure.ago', { age: rough(us) })}</span>`;
}
