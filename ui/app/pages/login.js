// The log-in, shown only where the server asks for one. It stands in place of any page and then leads to it.
import { ApiError, request, session } from '../api/client.js';
import { Problem } from '../parts/problem.js';
import { t } from '../i18n/index.js';
import { language } from '../preferences.js';
import { html, useEffect, useRef, useSignal } from '../view.js';

export function LoginPage() {
  const error = useSignal(/** @type {Error | null} */ (null));
  const busy = useSignal(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);

  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    busy.value = true;
    error.value = null;
    try {
      await request('/session', { method: 'POST', body: { password: field.current?.value ?? '' } });
      session.value = { required: true, authenticated: true };
    } catch (problem) {
      error.value = /** @type {Error} */ (problem);
      field.current?.select();
    } finally {
      busy.value = false;
    }
  };
  return html`<main class="login">
    <form class="fields login-form" onSubmit=${submit}>
      <h1><img src="/assets/style/icon.svg" alt="" width="36" height="36" /> Auroscope</h1>
      <input class="off-screen" name="username" autocomplete="username" value="admin" tabindex="-1" aria-hidden="true" readonly />
      <label class="field">${t('login.password')}<input ref=${field} name="password" type="password" autocomplete="current-password" required /></label>
      <${Refusal} error=${error.value} />
      <button class="button primary" disabled=${busy.value}>${t('login.in')}</button>
      <p class="hint">${t('login.hint')}</p>
      <button type="button" class="button ghost small" onClick=${() => (language.value = language.value === 'ko' ? 'en' : 'ko')}>${language.value === 'ko' ? 'English' : '한국어'}</button>
    </form>
  </main>`;
}

/**
 * A wrong password is said as such: elsewhere the same answer means that one is logged out.
 * @param {{error: Error | null}} props
 */
function Refusal({ error }) {
  if (!(error instanceof ApiError) || error.status !== 401) return html`<${Problem} error=${error} />`;
  return html`<div class="notice notice-bad" role="alert"><strong>${t('login.wrong')}</strong></div>`;
}
