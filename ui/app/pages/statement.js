// One statement: its text, what its slow executions add up to in the range, and those executions.
import { serverNow } from '../api/client.js';
import { CopyButton, copyLink } from '../parts/copy.js';
import { Count, Duration, Moment } from '../parts/figures.js';
import { PlanHistory } from '../parts/plan/history.js';
import { Problem } from '../parts/problem.js';
import { SqlBlock } from '../parts/sql.js';
import { panelOf, Tabs } from '../parts/tabs.js';
import { t } from '../i18n/index.js';
import { apiQuery, readListing, SLOW_SORTS, writeListing } from '../listing.js';
import { useResource } from '../resource.js';
import { go, goBack, place } from '../router.js';
import { html, useMemo, useSignal } from '../view.js';
import { SlowListing } from './slow.js';

/** @param {{fingerprint: string}} props */
export function StatementPage({ fingerprint }) {
  const { search } = place.value;
  const listing = { ...readListing(search, SLOW_SORTS), fingerprint };
  const text = /** @type {import('../resource.js').Resource<import('../api/model.js').StatementText>} */ (
    useResource(`/statements/${encodeURIComponent(fingerprint)}`));
  const path = useMemo(() => `/statements?${apiQuery({ ...listing, sort: 'total_us', cursor: null }, serverNow(), 1)}`, [search]);
  const ranking = /** @type {import('../resource.js').Resource<import('../api/model.js').StatementRanking>} */ (
    useResource(path, { everyMs: 15_000 }));
  /** @param {Partial<import('../listing.js').Listing>} change @param {boolean} [replace] */
  const change = (change, replace = false) =>
    go(`/statements/${fingerprint}${writeListing({ ...listing, cursor: null, ...change, fingerprint: null }, SLOW_SORTS)}`, { replace });
  const summary = ranking.data?.items[0];
  return html`<main class="page detail">
    <nav class="crumbs"><button type="button" class="button ghost" onClick=${() => goBack('/statements')}>‹ ${t('statements.title')}</button>
      <span class="faint clip mono">${fingerprint}</span>
      <button type="button" class="button small" onClick=${copyLink}>${t('copy.link')}</button></nav>
    <${Problem} error=${text.error} onRetry=${text.reload} />
    ${text.data && html`<${Text} text=${text.data} />`}
    ${summary && html`<${Figures} summary=${summary} />`}
    <${PlanHistory} fingerprint=${fingerprint} />
    <h2 class="section-title">${t('statements.executions')}</h2>
    <${SlowListing} listing=${listing} onChange=${change} name=${`auroscope-${fingerprint.slice(0, 12)}`} fixedFingerprint />
  </main>`;
}

/** @param {{text: import('../api/model.js').StatementText}} props */
function Text({ text }) {
  const shown = useSignal(/** @type {'formatted' | 'normalized'} */ ('formatted'));
  const texts = { formatted: text.formatted, normalized: text.normalized };
  const names = /** @type {(keyof typeof texts)[]} */ (Object.keys(texts));
  return html`<section class="panel" data-name="text">
    <header class="panel-head"><div class="tabs">
      <${Tabs} label="SQL" panel="sql-text" tabs=${names.map((name) => ({ name, label: t(`detail.text_${name}`) }))} chosen=${shown.value}
        onChoose=${(/** @type {keyof typeof texts} */ name) => (shown.value = name)} />
      <span class="mark mark-class">${t(`class.${text.class}`)}</span></div>
      <${CopyButton} text=${texts[shown.value]} /></header>
    <div ...${panelOf('sql-text', shown.value)}><${SqlBlock} sql=${texts[shown.value]} /></div>
  </section>`;
}

/** @param {{summary: import('../api/model.js').StatementSummary}} props */
function Figures({ summary }) {
  const atLeast = summary.lower_bound_count > 0;
  const unknown = summary.count - summary.figures_known_count;
  /** @param {string} label @param {any} value */
  const tile = (label, value) => html`<div class="tile"><dt>${label}</dt><dd>${value}</dd></div>`;
  /** @param {number} us */
  const time = (us) => html`<${Duration} us=${us} lowerBound=${atLeast} />`;
  return html`<dl class="tiles" data-name="figures">
    ${tile(t('column.count'), html`<${Count} value=${summary.count} />`)}
    ${tile(t('column.total'), time(summary.total_us))}
    ${tile(t('column.mean'), time(summary.mean_us))}
    ${tile('p95', time(summary.p95_us))}
    ${tile(t('column.max'), time(summary.max_us))}
    ${tile(t('figure.lock'), html`<${Duration} us=${summary.lock_us} lowerBound=${unknown > 0} why=${t('mark.partial_why')} />`)}
    ${tile(t('column.rows_examined'), html`<${Count} value=${summary.rows_examined} short lowerBound=${unknown > 0} />`)}
    ${tile(t('column.rows_sent'), html`<${Count} value=${summary.rows_sent} short lowerBound=${unknown > 0} />`)}
    ${tile(t('figure.first_seen'), html`<${Moment} at=${summary.first_seen} />`)}
    ${tile(t('column.last_seen'), html`<${Moment} at=${summary.last_seen} />`)}
  </dl>
  ${atLeast && html`<p class="hint">${t('statements.lower_bound', { count: summary.lower_bound_count, n: summary.lower_bound_count })} ${t('statements.lower_bound_why')}</p>`}
  ${unknown > 0 && html`<p class="hint">${t('statements.partial', { count: unknown, n: unknown })}</p>`}`;
}
