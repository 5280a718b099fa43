// Everything a plan says of one step: conditions, keys, columns, estimates, what was measured, what has no name here.
import { compactNumber, duration, number, room } from '../../format.js';
import { known, t } from '../../i18n/index.js';
import { asUs, plainNumber } from '../../plan/figures.js';
import { language } from '../../preferences.js';
import { html } from '../../view.js';
import { SqlBlock } from '../sql.js';
import { accessWords } from './marks.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */

/** @param {number} value */
const whole = (value) => (Number.isInteger(value) ? number(value, language.value) : plainNumber(value, compactNumber));

/** @param {{node: PlanNode}} props */
export function StepDetails({ node }) {
  const conditions = node.conditions ?? [];
  const expressions = node.expressions ?? [];
  return html`<div class="step-details" data-name="step-details">
    <p class="step-said mono wrap" lang="en">${node.heading}</p>
    ${conditions.map(({ kind, text }, at) => html`<div key=${at} class="step-text"><h3>${known(`plan.condition.${kind}`, kind)}</h3><${SqlBlock} sql=${text} /></div>`)}
    ${expressions.length > 0 && html`<div class="step-text"><h3>${t('plan.expressions')}</h3><${SqlBlock} sql=${expressions.join(',\n')} /></div>`}
    <div class="step-facts"><${TableFacts} node=${node} /><${Estimated} node=${node} /><${MeasuredFacts} node=${node} /><${Extras} extras=${node.extras ?? []} /></div>
  </div>`;
}

/**
 * A group of facts; nothing where there is none, and no row for what is not known.
 * @param {string} title
 * @param {[string, any][]} rows
 */
function facts(title, rows) {
  const said = rows.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return said.length === 0 ? null : html`<section><h3>${title}</h3><dl class="facts">${said.map(([label, value]) =>
    html`<div class="fact" key=${label}><dt>${label}</dt><dd class="wrap">${value}</dd></div>`)}</dl></section>`;
}

/** @param {readonly string[] | undefined} names */
const list = (names) => (names && names.length > 0 ? html`<span class="name-list">${names.map((name) => html`<code key=${name}>${name}</code>`)}</span>` : null);

/** @param {boolean | undefined} flag */
const yes = (flag) => (flag ? t('figure.yes') : null);

/** @param {unknown} value */
const plain = (value) => (value === undefined || value === null ? null : typeof value === 'string' ? value.replaceAll('_', ' ') : JSON.stringify(value));

/** @param {{node: PlanNode}} props */
function TableFacts({ node }) {
  const table = node.table;
  if (!table) return null;
  const full = table.name ? `${table.schema ? `${table.schema}.` : ''}${table.name}` : table.alias;
  const unused = (table.possible_indexes ?? []).filter((index) => index !== table.index);
  return facts(t('plan.table'), [
    [t('plan.table'), html`<code>${full}</code>${table.name && table.alias !== table.name ? html` <span class="faint">AS</span> <code>${table.alias}</code>` : ''}`],
    [t('plan.partitions'), list(table.partitions)],
    [t('plan.access_type'), table.access && html`<code>${table.access}</code> ${accessWords(table.access)}`],
    [t('plan.key'), table.index && html`<code>${table.index}</code>`],
    [t('plan.key_parts'), list(table.index_parts)],
    [t('plan.key_length'), table.key_length],
    ['ref', list(table.ref)],
    [t('plan.possible_keys'), table.possible_indexes && (table.possible_indexes.length === 0 ? t('filter.none') : list(unused.length > 0 ? table.possible_indexes : undefined))],
    [t('plan.badge.covering'), yes(table.covering)],
    [t('plan.badge.reverse'), yes(table.reverse)],
    ['MRR', yes(table.multi_range_read)],
    [t('plan.badge.join_buffer'), plain(table.join_buffer)],
    [t('plan.semi_join'), plain(table.semi_join)],
    [t('plan.badge.parallel_query'), table.parallel_query],
    [t('plan.used_columns'), list(table.used_columns)],
  ]);
}

/** @param {{node: PlanNode}} props */
function Estimated({ node }) {
  const { rows_examined_per_scan, rows_produced, rows_joined, filtered_percent, data_read_per_join_bytes, ...costs } = node.estimates ?? {};
  /** @param {number | undefined} value */
  const count = (value) => (value === undefined ? null : html`<span class="figure">${whole(value)}</span>`);
  return facts(t('plan.estimated'), [
    [t('plan.rows_examined'), count(rows_examined_per_scan)],
    [t('plan.filtered'), filtered_percent === undefined ? null : html`<span class="figure">${plainNumber(filtered_percent, compactNumber)} %</span>`],
    [t('plan.rows_produced'), count(rows_produced)],
    [t('plan.rows_joined'), count(rows_joined)],
    [t('plan.data_read'), data_read_per_join_bytes === undefined ? null : html`<span class="figure">${room(data_read_per_join_bytes)}</span>`],
    [t('plan.self_cost'), count(node.self_cost)],
    .../** @type {[string, any][]} */ (Object.entries(costs).map(([name, value]) => [known(`plan.cost.${name}`, name.replaceAll('_', ' ')), count(value)])),
  ]);
}

/** @param {{node: PlanNode}} props */
function MeasuredFacts({ node }) {
  const actuals = node.actuals;
  if (!actuals) return null;
  if (actuals.state === 'never_executed') return facts(t('plan.measured'), [[t('plan.measured'), t('plan.badge.never_executed')]]);
  /** @param {number | undefined} ms */
  const time = (ms) => (ms === undefined ? null : html`<span class="figure">${duration(ms * 1_000)}</span>`);
  const { first_row_ms, last_row_ms, rows, loops, filtered_percent } = actuals;
  const self = asUs(node.self_time_ms);
  return facts(t('plan.measured'), [
    [t('plan.rows_measured'), rows === undefined ? null : html`<span class="figure">${whole(rows)}</span>`],
    [t('plan.loops'), loops === undefined ? null : html`<span class="figure">${whole(loops)}</span>`],
    [t('plan.rows_all'), rows === undefined || loops === undefined || loops === 1 ? null : html`<span class="figure">${whole(rows * loops)}</span>`],
    [t('plan.filtered'), filtered_percent === undefined ? null : html`<span class="figure">${plainNumber(filtered_percent, compactNumber)} %</span>`],
    [t('plan.first_row'), time(first_row_ms)],
    [t('plan.last_row'), time(last_row_ms)],
    [t('plan.time_all'), last_row_ms === undefined || loops === undefined || loops === 1 ? null : time(last_row_ms * loops)],
    [t('plan.self_time'), self === null ? null : html`<span class="figure">${duration(self)}</span>`],
  ]);
}

/** @param {{extras: readonly import('../../api/plan_model.js').Extra[]}} props */
export const Extras = ({ extras }) => facts(t('plan.extras'), extras.map(({ name, value }) => [name, html`<code>${value}</code>`]));
