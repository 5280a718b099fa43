// The start: asks whether a log-in is needed, then shows the page of the address.
import { request, session, unreachableSince } from './api/client.js';
import { t } from './i18n/index.js';
import { CloudResourcePage } from './pages/cloud_resource.js';
import { ClustersPage } from './pages/clusters.js';
import { LivePage } from './pages/live.js';
import { LoginPage } from './pages/login.js';
import { PlanPage } from './pages/plan.js';
import { PlanPastePage } from './pages/plan_paste.js';
import { PlansPage } from './pages/plans.js';
import { SlowPage } from './pages/slow.js';
import { SlowDetailPage } from './pages/slow_detail.js';
import { StatementPage } from './pages/statement.js';
import { StatementsPage } from './pages/statements.js';
import { TargetPage } from './pages/target.js';
import { TargetsPage } from './pages/targets.js';
import { Empty } from './parts/empty.js';
import './preferences.js';
import { go, place } from './router.js';
import { Shell } from './shell.js';
import { loadSettings, loadTargets } from './targets.js';
import { effect, html, render, useEffect } from './view.js';

/** How often the list of targets is renewed for filters, empty states and the account of what is not seen. */
const TARGETS_EVERY_MS = 10_000;

/** @param {string} path */
function pageOf(path) {
  const [page = '', id = '', ...rest] = path.split('/').slice(1).map(decode);
  if (rest.length === 0) {
    if (page === '' || (page === 'live' && !id)) return html`<${LivePage} />`;
    if (page === 'slow') return id ? html`<${SlowDetailPage} key=${id} id=${id} />` : html`<${SlowPage} />`;
    if (page === 'statements') return id ? html`<${StatementPage} key=${id} fingerprint=${id} />` : html`<${StatementsPage} />`;
    if (page === 'plans') return planPageOf(id);
    if (page === 'clusters') return id ? html`<${CloudResourcePage} key=${id} id=${id} />` : html`<${ClustersPage} />`;
    if (page === 'targets') return id ? html`<${TargetPage} key=${id} id=${id} />` : html`<${TargetsPage} />`;
  }
  return html`<main class="page"><${Empty} title=${t('nav.not_found')}><p><a class="button" href="/live">${t('nav.live')}</a></p></${Empty}></main>`;
}

/** @param {string} id */
function planPageOf(id) {
  if (id === 'paste') return html`<${PlanPastePage} />`;
  return id ? html`<${PlanPage} key=${id} id=${id} />` : html`<${PlansPage} />`;
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function titleOf(/** @type {string} */ path) {
  const page = path.split('/')[1] || 'live';
  const names = /** @type {const} */ (['live', 'slow', 'statements', 'plans', 'targets', 'clusters']);
  const name = names.find((known) => known === page);
  return name ? `${t(`nav.${name}`)} · Auroscope` : 'Auroscope';
}

function Signed() {
  useEffect(() => {
    const renew = () => void (!document.hidden && loadTargets().catch(() => {}));
    renew();
    loadSettings().catch(() => {});
    const timer = setInterval(renew, TARGETS_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return html`<${Shell}>${pageOf(place.value.path)}</${Shell}>`;
}

function Application() {
  const known = session.value;
  useEffect(() => {
    let stopped = false;
    const ask = async () => {
      try {
        const answer = /** @type {import('./api/model.js').Session} */ (await request('/session'));
        if (!stopped) session.value = answer;
      } catch {
        if (!stopped) setTimeout(ask, 2_000);
      }
    };
    void ask();
    return () => void (stopped = true);
  }, []);
  if (known === null) {
    return unreachableSince.value === null ? null : html`<main class="page"><${Empty} title=${t('problem.unreachable')}><p>${t('problem.unreachable_detail')}</p></${Empty}></main>`;
  }
  if (known.required && !known.authenticated) return html`<${LoginPage} />`;
  return html`<${Signed} />`;
}

effect(() => {
  const { path, search } = place.value;
  document.title = titleOf(path);
  if (path === '/') go(`/live${search}`, { replace: true });
  // The login page has no address of its own once nothing is asked: its link leads on.
  if (path === '/login' && session.value && (!session.value.required || session.value.authenticated)) go('/live', { replace: true });
});

render(html`<${Application} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
