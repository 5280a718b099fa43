// Statements: what the slow executions of a range add up to, the largest total first.
import { copyLink } from '../parts/copy.js';
import { Count, Duration, Moment } from '../parts/figures.js';
import { ExportMenu } from '../parts/export_menu.js';
import { FilterBar } from '../parts/filter_bar.js';
import { NothingFound } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { SqlLine } from '../parts/sql.js';
import { opens, SortHead } from '../parts/slow_table.js';
import { duration, number, percent } from '../format.js';
import { STATEMENT_COLUMNS } from '../export.js';
import { serverNow } from '../api/client.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { apiQuery, readListing, STATEMENT_SORTS, writeListing } from '../listing.js';
import { language } from '../preferences.js';
import { useResource } from '../resource.js';
import { go, place } from '../router.js';
import { html, useEffect, useMemo, useRef, useSignal } from '../view.js';

/** @typedef {import('../api/model.js').StatementSummary} StatementSummary */
/** @typedef {import('../api/model.js').StatementRanking} StatementRanking */

const LIMIT = 100;
const EVERY_MS = 15_000;

export function StatementsPage() {
  const { search } = place.value;
  const listing = readListing(search, STATEMENT_SORTS);
  const turn = useSignal(0);
  // The bounds of a relative range are renewed with each turn, not with each drawing of the page.
  const path = useMemo(() => `/statements?${apiQuery(listing, serverNow(), LIMIT)}`, [search, turn.value]);
  const { data, error, loading, reload } = /** @type {import('../resource.js').Resource<StatementRanking>} */ (useResource(path));
  useEffect(() => {
    if (listing.range.kind !== 'relative') return;
    const timer = setInterval(() => void (!document.hidden && turn.value++), EVERY_MS);
    return () => clearInterval(timer);
  }, [listing.range.kind]);
  /** @param {Partial<import('../listing.js').Listing>} change @param {boolean} [replace] */
  const change = (change, replace = false) =>
    go(`/statements${writeListing({ ...listing, cursor: null, ...change }, STATEMENT_SORTS)}`, { replace });
  const items = data?.items ?? [];
  return html`<main class="page">
    <h1 class="page-title">${t('statements.title')}</h1>
    <${FilterBar} listing=${listing} onChange=${change} sorts=${{
      total_us: t('column.total'), count: t('column.count'), mean_us: t('column.mean'), p95_us: 'p95', max_us: t('column.max'),
      rows_examined: t('column.rows_examined') }}>
      <${ExportMenu} name="auroscope-statements" columns=${STATEMENT_COLUMNS} rows=${items} />
    </${FilterBar}>
    <${Problem} error=${error} onRetry=${reload} />
    ${data && items.length > 0 && html`<${Summary} data=${data} />`}
    <div class="list" aria-busy=${loading}>
      ${items.length > 0 && data
        ? html`<${StatementTable} data=${data} listing=${listing} onSort=${(/** @type {string} */ sort) => change({ sort })} />`
        : data && html`<${NothingFound} listing=${listing} onChange=${change} />`}
    </div>
  </main>`;
}

/** @param {{data: StatementRanking}} props */
function Summary({ data }) {
  const shown = data.items.reduce((sum, { total_us }) => sum + total_us, 0);
  const lowerBounds = data.items.reduce((sum, { lower_bound_count }) => sum + lower_bound_count, 0);
  return html`<p class="muted summary">${t('statements.summary', {
    count: data.count, n: number(data.count, language.value), total: duration(data.total_us), statements: data.items.length, share: percent(shown, data.total_us) })}
    ${lowerBounds > 0 && html` <span title=${t('statements.lower_bound_why')}>${t('statements.lower_bound', { count: lowerBounds, n: lowerBounds })}</span>`}</p>`;
}

/**
 * Where a statement's page begins: with the same range and filters, which hold there too.
 * @param {string} fingerprint
 * @param {import('../listing.js').Listing} listing
 */
const linkTo = (fingerprint, listing) =>
  `/statements/${fingerprint}${writeListing({ ...listing, sort: STATEMENT_SORTS[0], fingerprint: null, cursor: null }, STATEMENT_SORTS)}`;

/** @param {{data: StatementRanking, listing: import('../listing.js').Listing, onSort: (sort: string) => void}} props */
function StatementTable({ data, listing, onSort }) {
  const table = useRef(/** @type {HTMLTableElement | null} */ (null));
  const selected = useSignal(-1);
  const { items } = data;
  /** @param {number} step */
  const walk = (step) => {
    selected.value = Math.min(items.length - 1, Math.max(0, selected.value + step));
  };
  useKeys({
    j: () => walk(1),
    k: () => walk(-1),
    Enter: () => items[selected.value] && go(linkTo(items[selected.value].fingerprint, listing)),
    Escape: () => (selected.value = -1),
    y: copyLink,
  });
  useEffect(() => {
    table.current?.querySelector('tr[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [selected.value]);
  /** @param {string} id @param {any} label */
  const head = (id, label) => html`<${SortHead} id=${id} label=${label} sort=${listing.sort} onSort=${onSort} />`;
  return html`<table class="table statement-table" ref=${table}>
    <thead><tr>
      <th class="c-rank number" scope="col">#</th>
      <th class="c-total number" scope="col">${head('total_us', t('column.total'))}</th>
      <th class="c-count number" scope="col">${head('count', t('column.count'))}</th>
      <th class="c-mean number" scope="col">${head('mean_us', t('column.mean'))}</th>
      <th class="c-p95 number" scope="col">${head('p95_us', 'p95')}</th>
      <th class="c-max number" scope="col">${head('max_us', t('column.max'))}</th>
      <th class="c-examined number" scope="col">${head('rows_examined', t('column.rows_examined'))}</th>
      <th class="c-sent number" scope="col">${t('column.rows_sent')}</th>
      <th class="c-last" scope="col">${t('column.last_seen')}</th>
      <th class="c-sql" scope="col">${t('column.statement')}</th>
    </tr></thead>
    <tbody>${items.map((item, index) => html`<${StatementRow} key=${item.fingerprint} item=${item} index=${index} total=${data.total_us}
      href=${linkTo(item.fingerprint, listing)} selected=${index === selected.value} />`)}</tbody>
  </table>`;
}

/** @param {{item: StatementSummary, index: number, total: number, href: string, selected: boolean}} props */
function StatementRow({ item, index, total, href, selected }) {
  const atLeast = item.lower_bound_count > 0;
  const partial = item.figures_known_count < item.count;
  return html`<tr data-fingerprint=${item.fingerprint} aria-selected=${selected} onClick=${opens(href)}>
    <td class="c-rank number faint">${index + 1}</td>
    <td class="c-total number"><${Duration} us=${item.total_us} lowerBound=${atLeast} />${' '}<span class="share faint figure">${percent(item.total_us, total)}</span>
      <span class="bar" aria-hidden="true"><i style=${{ width: `${Math.max(1, (item.total_us / Math.max(1, total)) * 100)}%` }}></i></span></td>
    <td class="c-count number" data-label=${t('column.count')}><${Count} value=${item.count} short /></td>
    <td class="c-mean number" data-label=${t('column.mean')}><${Duration} us=${item.mean_us} lowerBound=${atLeast} /></td>
    <td class="c-p95 number" data-label="p95"><${Duration} us=${item.p95_us} lowerBound=${atLeast} /></td>
    <td class="c-max number" data-label=${t('column.max')}><${Duration} us=${item.max_us} lowerBound=${atLeast} /></td>
    <td class="c-examined number" data-label=${t('column.rows_examined')}><${Count} value=${item.rows_examined} short lowerBound=${partial} /></td>
    <td class="c-sent number"><${Count} value=${item.rows_sent} short lowerBound=${partial} /></td>
    <td class="c-last"><${Moment} at=${item.last_seen} /></td>
    <td class="c-sql"><div class="sql-cell"><span class="mark mark-class">${t(`class.${item.class}`)}</span>
      ${item.error_count > 0 && html`<span class="mark mark-bad" title=${partial ? `${t('mark.error_count_why')}. ${t('mark.partial_why')}` : t('mark.error_count_why')}>${partial ? '≥ ' : ''}${t('mark.error_count', { count: item.error_count, n: item.error_count })}</span>`}
      <a href=${href}><${SqlLine} sql=${item.normalized} /></a></div></td>
  </tr>`;
}
