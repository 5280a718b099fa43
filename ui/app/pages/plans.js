// Plans: every shape that was found of every slow statement, and the statements whose plan could not be had.
import { serverNow } from '../api/client.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { planApiQuery, readPlanListing, writePlanListing } from '../plan/listing.js';
import { copyLink } from '../parts/copy.js';
import { NoTargets, Empty } from '../parts/empty.js';
import { Moment } from '../parts/figures.js';
import { FindingCounts, MethodMark, ShapeMark } from '../parts/plan/marks.js';
import { PlanFilterBar } from '../parts/plan/filter_bar.js';
import { cost } from '../parts/plan/plan_head.js';
import { PlanGrant, ReasonText } from '../parts/plan/reason.js';
import { Problem } from '../parts/problem.js';
import { opens } from '../parts/slow_table.js';
import { SqlLine } from '../parts/sql.js';
import { useResource } from '../resource.js';
import { go, place } from '../router.js';
import { targets } from '../targets.js';
import { html, useEffect, useMemo, useRef, useSignal } from '../view.js';

/** @typedef {import('../api/plan_model.js').PlanItem} PlanItem */
/** @typedef {import('../api/plan_model.js').PlanPage} PlanPageOfList */
/** @typedef {import('../plan/listing.js').PlanListing} PlanListing */

const LIMIT = 50;
const EVERY_MS = 15_000;

export function PlansPage() {
  const { search } = place.value;
  const listing = readPlanListing(search);
  const turn = useSignal(0);
  // The bounds of a relative range are renewed with each turn, not with each drawing of the page.
  const path = useMemo(() => `/plans?${planApiQuery(listing, serverNow(), LIMIT)}`, [search, turn.value]);
  const { data, error, loading, reload } = /** @type {import('../resource.js').Resource<PlanPageOfList>} */ (useResource(path));
  useEffect(() => {
    if (listing.range.kind !== 'relative' || listing.cursor) return;
    const timer = setInterval(() => void (!document.hidden && turn.value++), EVERY_MS);
    return () => clearInterval(timer);
  }, [listing.range.kind, listing.cursor]);
  /** @param {Partial<PlanListing>} change @param {boolean} [replace] */
  const change = (change, replace = false) => go(`/plans${writePlanListing({ ...listing, cursor: null, ...change })}`, { replace });
  const items = data?.items ?? [];
  return html`<main class="page">
    <div class="section-head"><h1 class="page-title">${t('plans.title')}</h1>
      <a class="button small" href="/plans/paste" data-name="paste">${t('paste.title')} ›</a></div>
    <${PlanFilterBar} listing=${listing} onChange=${change} />
    <${Problem} error=${error} onRetry=${reload} />
    <div class="list" aria-busy=${loading}>
      ${items.length > 0 ? html`<${PlanTable} items=${items} onShape=${(/** @type {string} */ shape) => change({ shape })} />`
        : data && html`<${NoPlans} listing=${listing} onChange=${change} />`}
    </div>
    ${(data?.next || listing.cursor) && html`<nav class="paging" aria-label=${t('paging.label')}>
      ${listing.cursor && html`<button type="button" class="button" onClick=${() => change({ cursor: null })}>« ${t('paging.first')}</button>`}
      ${data?.next && html`<button type="button" class="button" data-name="next" onClick=${() => { change({ cursor: data.next }); scrollTo(0, 0); }}>${t('paging.next')} ›</button>`}
    </nav>`}
  </main>`;
}

/** @param {{items: PlanItem[], onShape: (shape: string) => void}} props */
function PlanTable({ items, onShape }) {
  const table = useRef(/** @type {HTMLTableElement | null} */ (null));
  const selected = useSignal(-1);
  /** @param {number} step */
  const walk = (step) => {
    selected.value = Math.min(items.length - 1, Math.max(0, selected.value + step));
  };
  useKeys({
    j: () => walk(1), k: () => walk(-1), y: copyLink,
    Enter: () => items[selected.value] && go(`/plans/${items[selected.value].id}`),
    Escape: () => (selected.value = -1),
  });
  useEffect(() => {
    table.current?.querySelector('tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [selected.value]);
  return html`<table class="table plans-table" ref=${table}>
    <thead><tr>
      <th class="c-last" scope="col">${t('plans.last_seen')}</th>
      <th class="c-target" scope="col">${t('plans.where')}</th>
      <th class="c-method" scope="col">${t('plans.method')}</th>
      <th class="c-shape" scope="col" title=${t('plan.shape_why')}>${t('plan.shape')}</th>
      <th class="c-findings" scope="col">${t('plans.findings')}</th>
      <th class="c-cost number" scope="col">${t('plan.cost')}</th>
      <th class="c-sql" scope="col">${t('column.statement')}</th>
    </tr></thead>
    <tbody>${items.map((item, at) => html`<${PlanRow} key=${item.id} item=${item} selected=${at === selected.value} onShape=${onShape} />`)}</tbody>
  </table>`;
}

/** @param {{item: PlanItem, selected: boolean, onShape: (shape: string) => void}} props */
function PlanRow({ item, selected, onShape }) {
  const href = `/plans/${item.id}`;
  return html`<tr data-plan=${item.id} data-failed=${item.shape === null} aria-selected=${selected} onClick=${opens(href)}>
    <td class="c-last"><${Moment} at=${item.last_seen} /></td>
    <td class="c-target"><span class="clip" title=${`${item.target} · ${item.schema ?? t('who.no_schema')}`}><b>${item.target}</b><span class="muted"> · ${item.schema ?? html`<span class="faint">${t('who.no_schema')}</span>`}</span></span></td>
    <td class="c-method">${item.shape === null ? html`<span class="mark mark-bad" title=${item.skipped?.code}>${t('plans.none')}</span>` : html`<${MethodMark} method=${item.method} />`}</td>
    <td class="c-shape">${item.shape === null ? html`<${ShapeMark} shape=${null} />` : html`<button type="button" class="sort" title=${t('plans.same_shape')} onClick=${() => onShape(String(item.shape))}><${ShapeMark} shape=${item.shape} /></button>`}</td>
    <td class="c-findings"><${FindingCounts} counts=${item.findings} /></td>
    <td class="c-cost number" data-label=${t('plan.cost')}>${cost(item.total_cost)}</td>
    <td class="c-sql"><div class="sql-cell"><span class="mark mark-class">${t(`class.${item.class}`)}</span><a href=${href}><${SqlLine} sql=${item.normalized} /></a></div>
      ${item.skipped && html`<div class="plan-why" data-name="why"><${ReasonText} reason=${item.skipped} /></div>`}</td>
  </tr>`;
}

/** Nothing is there: what is missing, and what a person can do. @param {{listing: PlanListing, onChange: (change: Partial<PlanListing>) => void}} props */
function NoPlans({ listing, onChange }) {
  if (targets.value?.length === 0) return html`<${NoTargets} />`;
  const filtered = listing.targets.length > 0 || listing.schema !== null || listing.text !== null || listing.taken !== null || listing.shape !== null || listing.fingerprint !== null;
  return html`<${Empty} title=${t(filtered ? 'empty.filtered' : 'plans.empty')} name="no-plans">
    ${!filtered && html`<p>${t('plans.empty_detail')}</p><${PlanGrant} />`}
    <p class="actions">
      ${filtered && html`<button type="button" class="button" onClick=${() => onChange({ targets: [], schema: null, text: null, taken: null, shape: null, fingerprint: null })}>${t('filter.clear')}</button>`}
      ${listing.range.kind === 'relative' && listing.range.span !== '4w' && html`<button type="button" class="button" onClick=${() => onChange({ range: { kind: 'relative', span: '4w' } })}>${t('empty.widen')}</button>`}
      <a class="button" href="/slow?range=7d">${t('slow.title')} ›</a>
      <a class="button" href="/plans/paste">${t('paste.title')} ›</a>
    </p>
  </${Empty}>`;
}
