// The table of slow queries: used by the list, a statement's page and "others of the same statement".
import { t } from '../i18n/index.js';
import { go } from '../router.js';
import { html } from '../view.js';
import { Count, Duration, Moment } from './figures.js';
import { RowMarks } from './marks.js';
import { SqlLine } from './sql.js';

/** @typedef {import('../api/model.js').SlowQuery} SlowQuery */

/** @param {SlowQuery} query */
export const linkTo = (query) => `/slow/${query.id}`;

/**
 * Opens a row on a click anywhere in it, but not when the click ended the selection of a text.
 * @param {string} href
 */
export const opens = (href) => (/** @type {MouseEvent} */ event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('a, button') || String(getSelection()) !== '') return;
  if (event.ctrlKey || event.metaKey) open(href, '_blank', 'noopener');
  else go(href);
};

/**
 * @param {object} props
 * @param {SlowQuery[]} props.rows
 * @param {string} [props.sort]
 * @param {(sort: string) => void} [props.onSort]
 * @param {string | null} [props.selected] the id of the row the keyboard is on
 * @param {Set<string>} [props.fresh] ids that came in just now
 */
export function SlowTable({ rows, sort, onSort, selected, fresh }) {
  const longest = Math.max(1, ...rows.map((query) => query.duration_us));
  /** @param {string} key @param {any} label */
  const head = (key, label) => (onSort ? html`<${SortHead} id=${key} sort=${sort} onSort=${onSort} label=${label} />` : label);
  return html`<table class="table slow-table">
    <thead><tr>
      <th class="c-started" scope="col">${head('started_at', t('column.started'))}</th>
      <th class="c-duration number" scope="col">${head('duration_us', t('column.duration'))}</th>
      <th class="c-target" scope="col">${t('column.target')}</th>
      <th class="c-who" scope="col">${t('column.who')}</th>
      <th class="c-examined number" scope="col">${head('rows_examined', t('column.rows_examined'))}</th>
      <th class="c-sent number" scope="col">${t('column.rows_sent')}</th>
      <th class="c-sql" scope="col">${t('column.sql')}</th>
    </tr></thead>
    <tbody>${rows.map((query) => html`<${Row} key=${query.id} query=${query} longest=${longest} state=${query.state}
      selected=${query.id === selected} fresh=${fresh?.has(query.id) ?? false} />`)}</tbody>
  </table>`;
}

/** @param {{query: SlowQuery, longest: number, selected: boolean, fresh: boolean}} props */
function Row({ query, longest, selected, fresh }) {
  const lowerBound = query.duration_kind === 'lower_bound';
  const href = linkTo(query);
  return html`<tr data-id=${query.id} data-state=${query.state} data-fresh=${fresh} aria-selected=${selected} onClick=${opens(href)}>
    <td class="c-started"><${Moment} at=${query.started_at} /></td>
    <td class="c-duration number"><${Duration} us=${query.duration_us} lowerBound=${lowerBound} />
      <span class="bar" aria-hidden="true"><i style=${{ width: `${Math.max(2, (query.duration_us / longest) * 100)}%` }}></i></span></td>
    <td class="c-target"><span class="clip" title=${query.target}>${query.target}</span></td>
    <td class="c-who"><${Who} query=${query} /></td>
    <td class="c-examined number"><${Count} value=${query.rows_examined} short /></td>
    <td class="c-sent number"><${Count} value=${query.rows_sent} short /></td>
    <td class="c-sql"><div class="sql-cell"><${RowMarks} query=${query} /><a href=${href}><${SqlLine} sql=${query.sql} truncated=${query.truncated} /></a></div></td>
  </tr>`;
}

/**
 * A session that runs has neither sources nor a guessed schema.
 * @param {{query: {user: string | null, host: string | null, schema: string | null, schema_inferred?: boolean, sources?: string[]}}} props
 */
export function Who({ query }) {
  const user = query.user ?? '?';
  // A log that names no schema does not say that there was none.
  const noSchema = isOfLogOnly(query.sources) ? t('who.schema_unknown') : t('who.no_schema');
  const why = query.schema_inferred ? ` (${t('mark.schema_inferred')}: ${t('mark.schema_inferred_why')})` : '';
  // The mark stands before the name: what does not fit is cut at its end.
  const mark = query.schema_inferred ? html`<small data-name="schema-inferred">${t('mark.schema_inferred')}</small> ` : '';
  return html`<span class="who clip" title=${`${user}@${query.host ?? '?'} · ${query.schema ?? noSchema}${why}`}>
    <b>${user}</b>${query.schema !== null ? html`<span class="muted"> · ${mark}${query.schema}</span>` : html`<span class="faint"> · ${noSchema}</span>`}</span>`;
}

/**
 * Whether nothing but a slow log tells of it.
 * @param {readonly string[] | undefined} sources
 */
export const isOfLogOnly = (sources) => sources?.every((source) => source === 'slow_log') ?? false;

/**
 * A column head that orders by its column; all orders are descending, as the API has them.
 * @param {{id: string, sort: string | undefined, onSort: (id: string) => void, label: any}} props
 */
export function SortHead({ id, sort, onSort, label }) {
  const active = sort === id;
  return html`<button type="button" class="sort" data-sort=${id} aria-pressed=${active} title=${t('column.sort_by')}
    onClick=${() => onSort(id)}>${label}<span aria-hidden="true">${active ? ' ↓' : ''}</span></button>`;
}
