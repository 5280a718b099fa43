// Live: every statement that runs now, over all targets, longest first.
import { serverNow } from '../api/client.js';
import { tick } from '../clock.js';
import { Duration, Moment, rough } from '../parts/figures.js';
import { CopyButton, copyLink } from '../parts/copy.js';
import { Dialog } from '../parts/dialog.js';
import { Empty, NoTargets } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { SqlBlock, SqlLine } from '../parts/sql.js';
import { opens, Who } from '../parts/slow_table.js';
import { roundDuration } from '../format.js';
import { t } from '../i18n/index.js';
import { useKeys } from '../keyboard.js';
import { sessionsOf, useLiveFeed, viewTargets } from '../live_feed.js';
import { go, place } from '../router.js';
import { settings, targets } from '../targets.js';
import { html, useSignal } from '../view.js';

/** More rows than anyone reads at a glance; the rest is counted. */
const MOST_ROWS = 200;

export function LivePage() {
  const pausedAt = useSignal(/** @type {number | null} */ (null));
  const feed = useLiveFeed(pausedAt.value !== null);
  const wanted = new URLSearchParams(place.value.search).getAll('target');
  const intervalUs = settings.value?.interval_us ?? 1_000_000;
  const thresholdUs = settings.value?.threshold_us ?? null;
  // A paused page shows the moment of the pause: nothing on it grows old.
  const views = viewTargets(feed, pausedAt.value ?? tick.value, intervalUs, targets.value ?? []);
  const sessions = sessionsOf(feed, views, wanted);
  const toggle = () => (pausedAt.value = pausedAt.value === null ? Date.now() : null);
  useKeys({ p: toggle, y: copyLink, Escape: () => go('/live') });

  /** @param {string} id */
  const choose = (id) => {
    const next = wanted.includes(id) ? wanted.filter((other) => other !== id) : [...wanted, id];
    go(`/live${next.length ? `?${new URLSearchParams(next.map((target) => ['target', target]))}` : ''}`);
  };
  if (targets.value?.length === 0) {
    return html`<main class="page"><h1 class="page-title">${t('live.title')}</h1><${NoTargets} /></main>`;
  }
  const slow = sessions.filter((session) => session.slow).length;
  return html`<main class="page">
    <header class="live-head">
      <h1 class="page-title">${t('live.title')}</h1>
      <p class="live-count" data-name="live-count">
        <span><b class="figure">${sessions.length}</b> ${t('live.running')}</span>
        <span class=${slow > 0 ? 'warn' : 'muted'}><b class="figure">${slow}</b> ${t('live.slow')}${thresholdUs !== null && html`<span class="faint"> ≥ ${roundDuration(thresholdUs)}</span>`}</span>
      </p>
      <${Pause} pausedAt=${pausedAt.value} onToggle=${toggle} />
    </header>
    <${Problem} error=${feed.error} onRetry=${feed.reload} />
    <${TargetStrip} views=${views} wanted=${wanted} onChoose=${choose} />
    ${sessions.length > 0
      ? html`<${LiveTable} sessions=${sessions} thresholdUs=${thresholdUs} />`
      : feed.collectors && html`<${NothingRuns} views=${views.filter(({ id }) => wanted.length === 0 || wanted.includes(id))} />`}
  </main>`;
}

/** @param {{pausedAt: number | null, onToggle: () => void}} props */
function Pause({ pausedAt, onToggle }) {
  return html`<div class="live-pause">
    ${pausedAt !== null && html`<span class="mark mark-warn">${t('live.paused_since')} <${Moment} at=${new Date(pausedAt).toISOString()} /></span>`}
    <button type="button" class="button" data-name="pause" aria-pressed=${pausedAt !== null} onClick=${onToggle}>
      ${t(pausedAt === null ? 'live.pause' : 'live.resume')} <kbd>p</kbd></button>
  </div>`;
}

/** @param {{views: import('../live_feed.js').TargetView[], wanted: string[], onChoose: (id: string) => void}} props */
function TargetStrip({ views, wanted, onChoose }) {
  if (views.length === 0) return null;
  return html`<ul class="strip" aria-label=${t('live.targets')}>
    ${views.map((view) => html`<li key=${view.id}><button type="button" class="strip-target" data-sight=${view.sight} data-target=${view.id}
      aria-pressed=${wanted.includes(view.id)} title=${view.status?.last_error && view.sight === 'unseen' ? view.status.last_error : t('live.filter')}
      onClick=${() => onChoose(view.id)}>
        <span class="strip-name clip">${view.id}</span>
        ${view.sight === 'unseen' ? html`<${Unseen} view=${view} />` : html`<span class="strip-figures">
          <span class="figure">${view.running}</span> <span class="muted">${t('live.running_short')}</span>
          ${view.slow > 0 && html`<span class="warn"><span class="figure">${view.slow}</span> ${t('live.slow_short')}</span>`}
          <span class=${view.sight === 'stale' ? 'warn' : 'faint'} data-name="age">${view.sight === 'seen' ? t('figure.now') : t('figure.ago', { age: rough((view.ageMs ?? 0) * 1_000) })}</span>
        </span>`}
      </button></li>`)}
  </ul>`;
}

/**
 * "Cannot see" with the reason, never a zero.
 * @param {{view: import('../live_feed.js').TargetView}} props
 */
function Unseen({ view }) {
  const phase = view.paused ? 'paused' : view.status?.phase;
  const next = view.status?.next_try_at;
  tick.value;
  const wait = next ? (new Date(next).getTime() - serverNow().getTime()) * 1_000 : null;
  const reason = !phase || phase === 'running' ? t('live.no_data_yet') : t(`phase.${phase}`);
  return html`<span class="strip-figures warn" data-name="cannot-see">${t('live.cannot_see')}: ${reason}
    ${phase === 'backing_off' && wait !== null && wait > 0 && html`<span class="faint"> · ${t('live.next_try', { in: rough(wait) })}</span>`}</span>`;
}

/** @param {{views: import('../live_feed.js').TargetView[]}} props */
function NothingRuns({ views }) {
  const blind = views.filter(({ sight }) => sight !== 'seen');
  if (views.length > 0 && blind.length === views.length) {
    const reason = blind.find(({ status }) => status?.last_error && status.phase !== 'running')?.status;
    return html`<${Empty} title=${t('live.blind')} name="blind">
      ${reason?.phase && reason.phase !== 'running' ? html`<p><b>${reason.target}</b>: ${t(`failure.${reason.phase}`)}</p><p class="small-text wrap" lang="en">${reason.last_error}</p>` : html`<p>${t('live.no_data_detail')}</p>`}
      <p><a class="button" href="/targets">${t('empty.blind_link')}</a></p></${Empty}>`;
  }
  return html`<${Empty} title=${t('live.quiet')} name="quiet"><p>${t('live.quiet_detail')}</p></${Empty}>`;
}

/** @typedef {import('../api/model.js').LiveSession & {stale: boolean}} Row */

/** @param {{sessions: Row[], thresholdUs: number | null}} props */
function LiveTable({ sessions, thresholdUs }) {
  const shownSession = useSignal(/** @type {Row | null} */ (null));
  // The bar is full at the longest one, but never before the threshold: a short statement must look short.
  const full = Math.max(sessions[0].elapsed_us, (thresholdUs ?? 0) * 2, 1);
  const shown = sessions.slice(0, MOST_ROWS);
  return html`<table class="table live-table">
    <thead><tr>
      <th class="c-elapsed number" scope="col">${t('column.elapsed')}</th>
      <th class="c-target" scope="col">${t('column.target')}</th>
      <th class="c-who" scope="col">${t('column.who')}</th>
      <th class="c-connection number" scope="col">${t('column.connection')}</th>
      <th class="c-state" scope="col">${t('column.state')}</th>
      <th class="c-sql" scope="col">${t('column.sql')}</th>
    </tr></thead>
    <tbody>${shown.map((session) => html`<${LiveRow} key=${session.id} session=${session} full=${full}
      onShow=${() => (shownSession.value = session)} />`)}</tbody>
  </table>
  ${shownSession.value && html`<${SessionDialog} session=${shownSession.value} onClose=${() => (shownSession.value = null)} />`}
  ${sessions.length > shown.length && html`<p class="muted more">${t('live.more', { n: sessions.length - shown.length })}</p>`}`;
}

/** @param {{session: Row, full: number, onShow: () => void}} props */
function LiveRow({ session, full, onShow }) {
  // Only a slow statement has a record with a page of its own; of the others all that is known is shown in place.
  const href = `/slow/${session.id}`;
  const text = html`<${SqlLine} sql=${session.sql} truncated=${session.truncated} />`;
  return html`<tr data-slow=${session.slow} data-stale=${session.stale} data-id=${session.id} onClick=${session.slow ? opens(href) : onShow}>
    <td class="c-elapsed number"><${Duration} us=${session.elapsed_us} />
      <span class="bar" aria-hidden="true"><i style=${{ width: `${Math.max(1, (session.elapsed_us / full) * 100)}%` }}></i></span></td>
    <td class="c-target"><span class="clip">${session.target}</span></td>
    <td class="c-who"><${Who} query=${session} /></td>
    <td class="c-connection number"><span class="figure">${session.connection_id}</span></td>
    <td class="c-state"><span class="clip muted" title=${session.state ?? ''}>${session.state ?? ''}</span></td>
    <td class="c-sql"><div class="sql-cell">${session.slow && html`<span class="mark mark-slow">${t('live.slow_mark')}</span>`}
      ${session.slow ? html`<a href=${href}>${text}</a>` : html`<div class="sql-text">${text}</div>`}</div></td>
  </tr>`;
}

/** @param {{session: Row, onClose: () => void}} props */
function SessionDialog({ session, onClose }) {
  return html`<${Dialog} title=${t('live.statement')} name="session" onClose=${onClose}>
    <p class="muted wrap">${session.target} · ${session.user ?? '?'}@${session.host ?? '?'} · ${session.schema ?? t('who.no_schema')}
      ${' · '}${t('figure.connection')} <span class="figure">${session.connection_id}</span></p>
    <div class="with-copy"><${SqlBlock} sql=${session.sql} /><${CopyButton} text=${session.sql} /></div>
    ${session.truncated && html`<p class="hint">${t('mark.truncated_why')}</p>`}
    <p class="hint">${t('live.statement_hint')}</p>
  </${Dialog}>`;
}
