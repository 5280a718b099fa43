// One target: how it is watched, what can and cannot be seen and how to change that, what it costs; its removal.
import { request } from '../api/client.js';
import { Capabilities } from '../parts/capabilities.js';
import { Dialog } from '../parts/dialog.js';
import { Ago, Count, Moment, Unknown } from '../parts/figures.js';
import { Problem } from '../parts/problem.js';
import { toast } from '../parts/toast.js';
import { compactNumber, duration, number, percent, roughDuration } from '../format.js';
import { t } from '../i18n/index.js';
import { language } from '../preferences.js';
import { useResource } from '../resource.js';
import { go, goBack } from '../router.js';
import { captureOf, loadTargets } from '../targets.js';
import { html, useSignal } from '../view.js';
import { TlsFields } from './target_add.js';
import { LastLook, Phase, roleOf, Uptime } from './targets.js';

/** @typedef {import('../api/model.js').TargetWithHealth} TargetWithHealth */

const EVERY_MS = 3_000;

/** @param {{id: string}} props */
export function TargetPage({ id }) {
  const { data, error, reload } = /** @type {import('../resource.js').Resource<TargetWithHealth>} */ (
    useResource(`/targets/${encodeURIComponent(id)}`, { everyMs: EVERY_MS }));
  return html`<main class="page detail">
    <nav class="crumbs"><button type="button" class="button ghost" onClick=${() => goBack('/targets')}>‹ ${t('targets.title')}</button></nav>
    <${Problem} error=${error} onRetry=${reload} />
    ${data && html`<${TargetDetail} target=${data} reload=${reload} />`}
  </main>`;
}

/** @param {{target: TargetWithHealth, reload: () => void}} props */
function TargetDetail({ target, reload }) {
  const health = target.health ?? null;
  return html`
    <header class="detail-head">
      <div class="section-head"><h1 class="page-title">${target.id} <${Phase} target=${target} /></h1><${Actions} target=${target} reload=${reload} /></div>
      <p class="muted"><span class="mono wrap">${target.user}@${target.host}:${target.port}</span> · ${t(`tls.${target.tls}`)}${health?.server_version && html` · ${health.server_version} ${roleOf(health)}`}</p>
      <p class="links"><a href=${`/live?target=${encodeURIComponent(target.id)}`}>${t('nav.live')}</a>
        <a href=${`/slow?target=${encodeURIComponent(target.id)}`}>${t('nav.slow')}</a>
        <a href=${`/statements?target=${encodeURIComponent(target.id)}`}>${t('nav.statements')}</a></p>
    </header>
    ${target.discovered ? html`<p class="notice" data-name="discovered"><span>${t('inventory.target_discovered')}</span><a href=${`/clusters?${new URLSearchParams({ text: target.host })}`}>${t('inventory.target_link')}</a></p>`
      : target.configured && html`<p class="notice">${t('targets.configured')}</p>`}
    <${Failure} target=${target} />
    <div class="detail-columns">
      <${Watching} target=${target} /><${CostPanel} target=${target} /><${PlansPanel} target=${target} />
    </div>
    <${Sight} target=${target} />`;
}

/**
 * Why it is not being watched: our account of it, then the error as it came (English).
 * @param {{target: TargetWithHealth}} props
 */
function Failure({ target }) {
  const status = captureOf(target);
  if (!status?.last_error || status.phase === 'running' || !target.enabled) return null;
  return html`<div class="notice notice-bad" role="alert"><div><strong>${t(`phase.${status.phase}`)}</strong>
    <p>${t(`failure.${status.phase}`)}</p>
    <p class="wrap small-text" lang="en">${status.last_error}</p>
    <p class="muted">${t('targets.failed_at')} <${Ago} at=${status.last_error_at} /></p></div></div>`;
}

/** @param {{target: TargetWithHealth}} props */
function Watching({ target }) {
  const status = captureOf(target);
  const health = target.health ?? null;
  /** @param {string} label @param {any} value @param {string} [title] */
  const fact = (label, value, title) => html`<div class="fact"><dt title=${title}>${label}</dt><dd>${value}</dd></div>`;
  return html`<section class="panel"><h2>${t('column.watching')}</h2><dl class="facts">
    ${fact(t('column.last_look'), html`<${LastLook} at=${status?.last_run_at ?? null} />`)}
    ${fact(t('column.uptime'), html`<${Uptime} health=${health} />`)}
    ${fact(t('figure.running_slow'), html`<${Count} value=${status?.phase === 'running' ? status.running_slow : null} />`)}
    ${fact(t('figure.runs'), html`<${Count} value=${status?.runs} />`)}
    ${fact(t('figure.late_runs'), html`<${Count} value=${status?.late_runs} />`, t('figure.late_runs_why'))}
    ${fact(t('figure.failures'), html`<${Count} value=${status?.failures} />`)}
    ${fact(t('figure.spooled'), html`<${Count} value=${status?.spooled} />`, t('figure.spooled_why'))}
    ${fact(t('figure.lost'), html`<${Count} value=${status?.lost} />`, t('figure.lost_why'))}
    ${fact(t('figure.added'), html`<${Moment} at=${target.added_at} />`)}
  </dl></section>`;
}

/** @param {{target: TargetWithHealth}} props */
function CostPanel({ target }) {
  const cost = target.health?.own_cost;
  if (!cost || cost.period_s === 0) {
    return html`<section class="panel"><h2>${t('cost.title')}</h2><p class="muted"><${Unknown} title=${t('cost.not_measured')} /> ${t('cost.not_measured')}</p></section>`;
  }
  const share = Math.min(100, (cost.server_us_per_s / Math.max(1, cost.budget_us_per_s)) * 100);
  return html`<section class="panel" data-name="cost"><h2>${t('cost.title')}</h2>
    <p class="cost-figure"><b class="figure">${number(Math.round(cost.server_us_per_s), language.value)}</b> µs/s${' '}
      <span class="muted">${t('cost.of_budget', { share: percent(cost.server_us_per_s, cost.budget_us_per_s), budget: `${number(Math.round(cost.budget_us_per_s), language.value)} µs/s` })}</span></p>
    <div class="bar wide-bar" data-over=${cost.server_us_per_s > cost.budget_us_per_s} aria-hidden="true"><i style=${{ width: `${Math.max(1, share)}%` }}></i></div>
    ${cost.slowdown > 1 && html`<p class="warn">${t('cost.slowed', { factor: cost.slowdown.toFixed(1) })}</p>`}
    <dl class="facts">
      <div class="fact"><dt>${t('cost.statements')}</dt><dd class="figure">${cost.statements_per_s.toFixed(1)} /s</dd></div>
      <div class="fact"><dt>${t('cost.period')}</dt><dd class="figure">${roughDuration(cost.period_s * 1_000_000)}</dd></div>
      <div class="fact"><dt>${t('cost.total')}</dt><dd>${t('cost.total_value', { time: duration(cost.total_server_us), n: compactNumber(cost.total_statements) })}</dd></div>
    </dl>
    <p class="hint">${t('cost.why')}</p></section>`;
}

/** @param {{target: TargetWithHealth}} props */
function PlansPanel({ target }) {
  const plans = target.health?.plans;
  if (!plans) return null;
  /** @param {'taken' | 'without_plan' | 'waiting' | 'passed_over' | 'failed'} name @param {number} value */
  const fact = (name, value) => html`<div class="fact"><dt title=${t(`plans_status.${name}_why`)}>${t(`plans_status.${name}`)}</dt><dd><${Count} value=${value} /></dd></div>`;
  return html`<section class="panel" data-name="plans-status">
    <header class="panel-head"><h2>${t('nav.plans')}</h2><a href=${`/plans?target=${encodeURIComponent(target.id)}`}>${t('plans_status.list')}</a></header>
    <dl class="facts">
      ${fact('taken', plans.taken)}${fact('without_plan', plans.without_plan)}${fact('waiting', plans.waiting)}
      ${fact('passed_over', plans.passed_over)}${fact('failed', plans.failed)}
    </dl>
    ${plans.last_error && html`<p class="wrap small-text"><span lang="en">${plans.last_error}</span> <span class="muted"><${Ago} at=${plans.last_error_at} /></span></p>`}
    <p class="hint">${plans.per_minute === 0 ? t('plans_status.only_asked') : t('plans_status.limit', { n: number(plans.per_minute, language.value) })}</p></section>`;
}

/** @param {{target: TargetWithHealth}} props */
function Sight({ target }) {
  const checked = useSignal(/** @type {import('../api/model.js').TargetHealth | null} */ (null));
  const busy = useSignal(false);
  const error = useSignal(/** @type {Error | null} */ (null));
  const check = async () => {
    busy.value = true;
    error.value = null;
    try {
      checked.value = await request(`/targets/${encodeURIComponent(target.id)}/check`, { method: 'POST' });
    } catch (problem) {
      error.value = /** @type {Error} */ (problem);
    } finally {
      busy.value = false;
    }
  };
  const items = (checked.value ?? target.health)?.capabilities ?? [];
  return html`<section class="panel" data-name="sight">
    <header class="panel-head"><h2>${t('targets.sight')}</h2>
      <button type="button" class="button small" data-name="check" disabled=${busy.value} onClick=${check}>${t(busy.value ? 'add.checking' : 'targets.check_again')}</button></header>
    <${Problem} error=${error.value} />
    <${Capabilities} items=${items} />
  </section>`;
}

/** @param {{target: TargetWithHealth, reload: () => void}} props */
function Actions({ target, reload }) {
  const dialog = useSignal(/** @type {'remove' | 'edit' | null} */ (null));
  const busy = useSignal(false);
  if (target.configured) return null;
  const pause = async () => {
    busy.value = true;
    try {
      await request(`/targets/${encodeURIComponent(target.id)}`, { method: 'PATCH', body: { enabled: !target.enabled } });
      reload();
    } catch (problem) {
      toast(/** @type {Error} */ (problem).message || t('problem.unreachable'));
    } finally {
      busy.value = false;
    }
  };
  return html`<div class="actions">
    <button type="button" class="button small" data-name="pause" disabled=${busy.value} onClick=${pause}>${t(target.enabled ? 'targets.pause' : 'targets.resume')}</button>
    <button type="button" class="button small" data-name="edit" onClick=${() => (dialog.value = 'edit')}>${t('targets.edit')}</button>
    <button type="button" class="button small danger" data-name="remove" onClick=${() => (dialog.value = 'remove')}>${t('targets.remove')}</button>
    ${dialog.value === 'remove' && html`<${RemoveDialog} target=${target} onClose=${() => (dialog.value = null)} />`}
    ${dialog.value === 'edit' && html`<${EditDialog} target=${target} onClose=${() => { dialog.value = null; reload(); }} />`}
  </div>`;
}

/** @param {{target: TargetWithHealth, onClose: () => void}} props */
function RemoveDialog({ target, onClose }) {
  const typed = useSignal('');
  const error = useSignal(/** @type {Error | null} */ (null));
  /** @param {SubmitEvent} event */
  const remove = async (event) => {
    event.preventDefault();
    if (typed.value !== target.id) return;
    try {
      await request(`/targets/${encodeURIComponent(target.id)}`, { method: 'DELETE' });
      toast(t('targets.removed', { id: target.id }));
      await loadTargets().catch(() => {});
      go('/targets');
    } catch (problem) {
      error.value = /** @type {Error} */ (problem);
    }
  };
  return html`<${Dialog} title=${t('targets.remove_title', { id: target.id })} name="remove" onClose=${onClose}>
    <form class="fields" onSubmit=${remove}>
      <p>${t('targets.remove_detail')}</p>
      <label class="field">${t('targets.remove_type', { id: target.id })}<input name="confirm" autocomplete="off" spellcheck="false"
        onInput=${(/** @type {any} */ event) => (typed.value = event.target.value)} /></label>
      <${Problem} error=${error.value} />
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t('dialog.cancel')}</button>
        <button class="button danger" disabled=${typed.value !== target.id}>${t('targets.remove')}</button></div>
    </form></${Dialog}>`;
}

/** @param {{target: TargetWithHealth, onClose: () => void}} props */
function EditDialog({ target, onClose }) {
  const error = useSignal(/** @type {Error | null} */ (null));
  /** @param {SubmitEvent} event */
  const save = async (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @type {import('../api/model.js').TargetChange} */
    const change = { tls: /** @type {import('../api/model.js').TlsMode} */ (String(data.get('tls'))) };
    // An empty field leaves the password as it is: it is never shown, so it cannot be edited in place.
    if (data.get('password')) change.password = String(data.get('password'));
    const caFile = String(data.get('tls_ca_file') ?? '').trim();
    if (caFile !== (target.tls_ca_file ?? '')) change.tls_ca_file = caFile;
    try {
      await request(`/targets/${encodeURIComponent(target.id)}`, { method: 'PATCH', body: change });
      onClose();
    } catch (problem) {
      error.value = /** @type {Error} */ (problem);
    }
  };
  return html`<${Dialog} title=${t('targets.edit_title', { id: target.id })} name="edit" onClose=${onClose}>
    <form class="fields" onSubmit=${save}>
      <label class="field">${t('add.password')}<input name="password" type="password" autocomplete="new-password"
        placeholder=${t(target.has_password ? 'targets.password_kept' : 'targets.no_password')} /></label>
      <${TlsFields} tls=${target.tls} caFile=${target.tls_ca_file} />
      <${Problem} error=${error.value} />
      <div class="actions"><button type="button" class="button" onClick=${onClose}>${t('dialog.cancel')}</button><button class="button primary">${t('targets.save')}</button></div>
    </form></${Dialog}>`;
}
