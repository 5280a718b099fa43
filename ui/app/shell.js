// The frame around every page: navigation, toggles, the banner of a lost connection, help.
import { request, session, unreachableSince } from './api/client.js';
import { retryNow } from './api/stream.js';
import { tick } from './clock.js';
import { Dialog } from './parts/dialog.js';
import { Toast, toast } from './parts/toast.js';
import { zoneName } from './format.js';
import { rough } from './parts/figures.js';
import { t } from './i18n/index.js';
import { useKeys } from './keyboard.js';
import { language, theme, zone } from './preferences.js';
import { place } from './router.js';
import { targets } from './targets.js';
import { html, useEffect, useRef, useSignal } from './view.js';

const PAGES = /** @type {const} */ (['live', 'slow', 'statements', 'plans', 'targets', 'clusters']);

/** @param {{children: any}} props */
export function Shell({ children }) {
  const help = useSignal(false);
  useKeys({ '?': () => (help.value = true) });
  const current = place.value.path.split('/')[1] || 'live';
  const nav = useRef(/** @type {HTMLElement | null} */ (null));
  // On a narrow screen the names do not all fit: that of this page must.
  useEffect(() => {
    const link = nav.current?.querySelector('[aria-current]');
    if (nav.current && link instanceof HTMLElement) nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.offsetWidth) / 2;
  }, [current]);
  return html`
    <a class="skip" href="#main">${t('nav.skip')}</a>
    <header class="top">
      <a class="brand" href="/live"><img src="/assets/style/icon.svg" alt="" width="22" height="22" /><span>Auroscope</span></a>
      <nav class="nav" ref=${nav} aria-label=${t('nav.label')}>${PAGES.map((page) => html`<a key=${page} href=${`/${page}`}
        aria-current=${current === page ? 'page' : undefined}>${t(`nav.${page}`)}</a>`)}</nav>
      <${Toggles} onHelp=${() => (help.value = true)} />
    </header>
    <${Unreachable} />
    <${Lost} />
    <div id="main" class="body" tabindex="-1">${children}</div>
    <${Toast} />
    ${help.value && html`<${Help} onClose=${() => (help.value = false)} />`}`;
}

/** @param {{onHelp: () => void}} props */
function Toggles({ onHelp }) {
  const themes = /** @type {const} */ (['system', 'light', 'dark']);
  const nextTheme = themes[(themes.indexOf(theme.value) + 1) % themes.length];
  const logOut = async () => {
    try {
      await request('/session', { method: 'DELETE' });
      session.value = { required: true, authenticated: false };
    } catch {
      // A person who leaves the machine must know that the session is still open.
      toast(t('login.not_out'));
    }
  };
  return html`<div class="toggles">
    <button type="button" class="button ghost small" data-name="zone" title=${t('toggle.zone')}
      onClick=${() => (zone.value = zone.value === 'utc' ? 'local' : 'utc')}>${zone.value === 'utc' ? 'UTC' : html`${t('toggle.local')} <span class="faint wide-only">${zoneName('local', new Date())}</span>`}</button>
    <button type="button" class="button ghost small" data-name="language" lang=${language.value === 'ko' ? 'en' : 'ko'} title=${language.value === 'ko' ? 'English' : '한국어'}
      onClick=${() => (language.value = language.value === 'ko' ? 'en' : 'ko')}>${language.value === 'ko' ? 'EN' : '한국어'}</button>
    <button type="button" class="button ghost small icon" data-name="theme" title=${t(`theme.${theme.value}`)} aria-label=${t(`theme.${theme.value}`)}
      onClick=${() => (theme.value = nextTheme)}>${{ system: '◐', light: '○', dark: '●' }[theme.value]}</button>
    <button type="button" class="button ghost small icon" data-name="help" title=${t('help.title')} aria-label=${t('help.title')} onClick=${onHelp}>?</button>
    ${session.value?.required && session.value.authenticated && html`<button type="button" class="button ghost small" data-name="log-out" onClick=${logOut}>${t('login.out')}</button>`}
  </div>`;
}

/** What is on the screen is of before: said loudly, with the time since when. */
function Unreachable() {
  const since = unreachableSince.value;
  if (since === null) return null;
  const retry = () => {
    retryNow();
    request('/session').catch(() => {});
  };
  return html`<div class="banner" role="alert" data-name="unreachable">
    <span><b>${t('banner.unreachable')}</b> ${t('banner.unreachable_since', { age: rough((tick.value - since) * 1_000) })}</span>
    <button type="button" class="button small" onClick=${retry}>${t('problem.retry')}</button>
  </div>`;
}

/** Records that did not fit anywhere are a hole in the history: every page says so. */
function Lost() {
  const statuses = (targets.value ?? []).flatMap((target) => target.health?.collectors ?? []);
  const lost = statuses.reduce((sum, status) => sum + status.lost, 0);
  const spooled = statuses.reduce((sum, status) => sum + status.spooled, 0);
  if (lost === 0 && spooled === 0) return null;
  return html`<div class="banner" role="alert" data-name="lost">
    ${lost > 0 ? t('banner.lost', { count: lost, n: lost }) : t('banner.spooled', { count: spooled, n: spooled })}
  </div>`;
}

/** @param {{onClose: () => void}} props */
function Help({ onClose }) {
  const keys = /** @type {const} */ ([
    ['j', 'help.j'], ['k', 'help.k'], ['Enter', 'help.enter'], ['/', 'help.slash'], ['t', 'help.t'], ['f', 'help.f'],
    ['p', 'help.p'], ['h l', 'help.hl'], ['c', 'help.c'], ['y', 'help.y'], ['Esc', 'help.escape'], ['?', 'help.question'],
  ]);
  return html`<${Dialog} title=${t('help.title')} name="help" onClose=${onClose}>
    <dl class="keys">${keys.map(([key, text]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(text)}</dd></div>`)}</dl>
    <p class="hint">${t('help.links')}</p>
  </${Dialog}>`;
}
