// One slow query: its text, every figure with its unit, how well each is known, and others of the same statement.
import { follow } from '../api/stream.js';
import { CopyButton, copyLink } from '../parts/copy.js';
import { Ago, Count, Duration, Moment, Unknown } from '../parts/figures.js';
import { caveats, StateMark } from '../parts/marks.js';
import { Problem } from '../parts/problem.js';
import { PlanOfQuery } from '../parts/plan/of_query.js';
import { SqlBlock } from '../parts/sql.js';
import { panelOf, Tabs } from '../parts/tabs.js';
import { isOfLogOnly, SlowTable } from '../parts/slow_table.js';
import { exactSeconds, zoneName } from '../format.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { zone } from '../preferences.js';
import { useResource } from '../resource.js';
import { goBack } from '../router.js';
import { targets } from '../targets.js';
import { html, useEffect, useSignal } from '../view.js';

/** @typedef {import('../api/model.js').SlowQueryDetail} SlowQueryDetail */

/** The server brings a running record up to date whenever it is asked. */
const RUNNING_EVERY_MS = 1_000;

/** @param {{id: string}} props */
export function SlowDetailPage({ id }) {
  const running = useSignal(false);
  const { data, error, reload } = /** @type {import('../resource.js').Resource<SlowQueryDetail>} */ (
    useResource(`/slow-queries/${encodeURIComponent(id)}`, { everyMs: running.value ? RUNNING_EVERY_MS : null }));
  const query = data?.id === id ? data : null;
  const isRunning = query?.state === 'running';
  useEffect(() => {
    running.value = isRunning;
  }, [isRunning]);
  useEffect(() => {
    if (!isRunning || !query) return;
    // The end is shown at once, not at the next turn of the clock.
    return follow(`/slow-queries/stream?target=${encodeURIComponent(query.target)}`, 'slow_query', {
      onData: (ended) => ended.id === id && reload(),
    });
  }, [isRunning, id]);
  useKeys({ y: copyLink, Escape: () => goBack('/slow') });

  return html`<main class="page detail">
    <nav class="crumbs"><button type="button" class="button ghost" onClick=${() => goBack('/slow')}>‹ ${t('slow.title')}</button>
      <span class="faint clip mono">${id}</span>
      <button type="button" class="button small" onClick=${copyLink}>${t('copy.link')}</button></nav>
    <${Problem} error=${query ? null : error} onRetry=${reload} />
    ${query && html`<${Detail} query=${query} />`}
  </main>`;
}

/** @param {{query: SlowQueryDetail}} props */
function Detail({ query }) {
  const marks = caveats(query);
  return html`
    <header class="detail-head">
      <div class="detail-duration"><${Duration} us=${query.duration_us} lowerBound=${query.duration_kind === 'lower_bound'} />
        <${StateMark} state=${query.state} /></div>
      <p class="muted">${t('detail.on')} <a href=${targetPage(query.target)}>${query.target}</a> · <${Moment} at=${query.started_at} full /> ${zoneName(zone.value, new Date(query.started_at))} · <${Ago} at=${query.started_at} /></p>
    </header>
    ${marks.length > 0 && html`<ul class="caveats">${marks.map(({ id, label, why }) => html`<li key=${id} data-mark=${id}><strong>${label}</strong> ${why}</li>`)}</ul>`}
    <${Texts} query=${query} />
    <${PlanOfQuery} query=${query} />
    <div class="detail-columns">
      <${Timing} query=${query} /><${Work} query=${query} /><${Origin} query=${query} />
    </div>
    <${Others} query=${query} />`;
}

/**
 * The target's page; of a name that nobody watches, as an imported log may have, what is kept under it.
 * @param {string} target
 */
const targetPage = (target) => (targets.value?.every(({ id }) => id !== target)
  ? `/slow?${new URLSearchParams({ range: '7d', target })}` : `/targets/${encodeURIComponent(target)}`);

/** @param {{query: SlowQueryDetail}} props */
function Texts({ query }) {
  const shown = useSignal(/** @type {'formatted' | 'sent' | 'normalized'} */ ('formatted'));
  const texts = { formatted: query.formatted_sql, sent: query.sql, normalized: query.normalized };
  const names = /** @type {(keyof typeof texts)[]} */ (Object.keys(texts));
  return html`<section class="panel" data-name="text">
    <header class="panel-head">
      <${Tabs} label="SQL" panel="sql-text" tabs=${names.map((name) => ({ name, label: t(`detail.text_${name}`) }))} chosen=${shown.value}
        onChoose=${(/** @type {keyof typeof texts} */ name) => (shown.value = name)} />
      <${CopyButton} text=${texts[shown.value]} />
    </header>
    <div ...${panelOf('sql-text', shown.value)}><${SqlBlock} sql=${texts[shown.value]} /></div>
  </section>`;
}

/** @param {{label: string, children?: any, title?: string}} props */
const Fact = ({ label, title, children }) => html`<div class="fact"><dt title=${title}>${label}</dt><dd>${children}</dd></div>`;

/** @param {{query: SlowQueryDetail}} props */
function Timing({ query }) {
  const lowerBound = query.duration_kind === 'lower_bound';
  return html`<section class="panel"><h2>${t('detail.timing')}</h2><dl class="facts">
    <${Fact} label=${t('column.duration')}><span class="figure">${lowerBound ? '≥ ' : ''}${exactSeconds(query.duration_us)}</span>
      <small>${t(lowerBound ? 'mark.lower_bound' : 'mark.exact')}</small></${Fact}>
    <${Fact} label=${t('figure.lock')} title=${t('figure.lock_why')}><${Duration} us=${query.lock_us} /></${Fact}>
    <${Fact} label=${t('column.started')}><${Moment} at=${query.started_at} full /></${Fact}>
    <${Fact} label=${t('figure.finished')}>${query.finished_at ? html`<${Moment} at=${query.finished_at} full />` : html`<${Unknown}
      title=${query.state === 'running' ? t('state.running_why') : undefined} />`}</${Fact}>
    <${Fact} label=${t('figure.last_seen')}><${Moment} at=${query.last_seen_at} full /></${Fact}>
    <${Fact} label=${t('detail.sources')}><ul class="sources">${query.sources.map((source) => html`<li key=${source} title=${t(`source.${source}_why`)}>${t(`source.${source}`)}</li>`)}</ul></${Fact}>
  </dl></section>`;
}

/** @param {{query: SlowQueryDetail}} props */
function Work({ query }) {
  const rows = /** @type {const} */ (['rows_examined', 'rows_sent', 'rows_affected', 'sort_rows', 'tmp_tables',
    'tmp_disk_tables', 'full_joins', 'errors', 'warnings']);
  const ratio = query.rows_examined !== null && query.rows_sent ? query.rows_examined / query.rows_sent : null;
  const noIndex = query.no_index_used;
  return html`<section class="panel"><h2>${t('detail.work')}</h2><dl class="facts">
    ${rows.map((name) => html`<${Fact} key=${name} label=${t(`figure.${name}`)} title=${t(`figure.${name}_why`)}>
      <${Count} value=${query[name]} /></${Fact}>`)}
    <${Fact} label=${t('figure.no_index')} title=${t('figure.no_index_why')}>${noIndex === null ? html`<${Unknown} />` : t(noIndex ? 'figure.yes' : 'figure.no')}</${Fact}>
    ${ratio !== null && html`<${Fact} label=${t('figure.ratio')} title=${t('figure.ratio_why')}><${Count} value=${Math.round(ratio)} /></${Fact}>`}
  </dl></section>`;
}

/** @param {{query: SlowQueryDetail}} props */
function Origin({ query }) {
  /** @param {string | null} text */
  const text = (text) => (text === null ? html`<${Unknown} />` : html`<span class="wrap">${text}</span>`);
  /** @param {number | null} number */
  const figure = (number) => (number === null ? html`<${Unknown} />` : html`<span class="figure">${number}</span>`);
  // A log that names no schema does not say that there was none.
  const noSchema = isOfLogOnly(query.sources) ? text(null) : html`<span class="faint">${t('filter.none')}</span>`;
  return html`<section class="panel"><h2>${t('detail.origin')}</h2><dl class="facts">
    <${Fact} label=${t('figure.user')}>${query.user === null ? text(null) : html`<a class="wrap" href=${`/slow?${new URLSearchParams({ range: '24h', user: query.user })}`}>${query.user}</a>`}</${Fact}>
    <${Fact} label=${t('figure.host')}>${text(query.host)}</${Fact}>
    <${Fact} label=${t('figure.schema')}>${query.schema === null ? noSchema : html`<a class="wrap" href=${`/slow?${new URLSearchParams({ range: '24h', schema: query.schema })}`}>${query.schema}</a>
      ${query.schema_inferred && html`<small data-name="schema-inferred" title=${t('mark.schema_inferred_why')}>${t('mark.schema_inferred')}</small>`}`}</${Fact}>
    <${Fact} label=${t('figure.connection')} title=${t('figure.connection_why')}>${figure(query.connection_id)}</${Fact}>
    <${Fact} label=${t('figure.thread')}>${figure(query.thread_id)} / ${figure(query.event_id)}</${Fact}>
    <${Fact} label=${t('figure.class')}>${t(`class.${query.class}`)}</${Fact}>
    <${Fact} label=${t('figure.fingerprint')}><a class="mono wrap" href=${`/statements/${query.fingerprint}`}>${query.fingerprint}</a></${Fact}>
    <${Fact} label=${t('figure.server_digest')}>${query.server_digest === null ? html`<${Unknown} />` : html`<span class="mono wrap">${query.server_digest}</span>`}</${Fact}>
    <${Fact} label=${t('figure.server_uuid')}>${query.server_uuid === null ? html`<${Unknown} />` : html`<span class="mono wrap">${query.server_uuid}</span>`}</${Fact}>
  </dl></section>`;
}

/** @param {{query: SlowQueryDetail}} props */
function Others({ query }) {
  const { data, error, reload } = /** @type {import('../resource.js').Resource<import('../api/model.js').SlowQueryPage>} */ (
    useResource(`/slow-queries?fingerprint=${query.fingerprint}&limit=11`));
  const others = (data?.items ?? []).filter(({ id }) => id !== query.id).slice(0, 10);
  return html`<section class="others" data-name="others">
    <header class="section-head"><h2>${t('detail.others')}</h2>
      <a class="button small" href=${`/statements/${query.fingerprint}?range=7d`}>${t('detail.statement')} ›</a></header>
    <${Problem} error=${error} onRetry=${reload} />
    ${others.length > 0 ? html`<${SlowTable} rows=${others} />` : data && html`<p class="muted">${t('detail.no_others')}</p>`}
  </section>`;
}
