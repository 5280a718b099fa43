// The form that adds a target. "Check" tries it first and shows what could and could not be seen.
import { request } from '../api/client.js';
import { Capabilities } from '../parts/capabilities.js';
import { Grants } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { t } from '../i18n/index.js';
import { html, useRef, useSignal } from '../view.js';

/** @typedef {import('../api/model.js').NewTarget} NewTarget */

/**
 * What the form says; parts left empty are left to the server's defaults.
 * @param {HTMLFormElement} form
 * @returns {NewTarget}
 */
function read(form) {
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? '').trim();
  const typed = text('url');
  return {
    // "user@host" alone is what people type first.
    url: /^[a-z]+:\/\//i.test(typed) ? typed : `mysql://${typed}`,
    ...(text('id') && { id: text('id') }),
    // A password may begin or end with a space.
    ...(data.get('password') && { password: String(data.get('password')) }),
    ...(text('tls') && { tls: /** @type {import('../api/model.js').TlsMode} */ (text('tls')) }),
    ...(text('tls_ca_file') && { tls_ca_file: text('tls_ca_file') }),
  };
}

/** @param {{onDone: (id: string | null) => void}} props */
export function AddTarget({ onDone }) {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const busy = useSignal(/** @type {'check' | 'add' | null} */ (null));
  const error = useSignal(/** @type {Error | null} */ (null));
  const health = useSignal(/** @type {import('../api/model.js').TargetHealth | null} */ (null));

  /** @param {'check' | 'add'} what */
  const send = async (what) => {
    if (!form.current?.reportValidity()) return;
    busy.value = what;
    error.value = null;
    try {
      const body = read(form.current);
      if (what === 'check') {
        health.value = null;
        health.value = await request('/target-checks', { method: 'POST', body });
      } else {
        const target = /** @type {import('../api/model.js').Target} */ (await request('/targets', { method: 'POST', body }));
        onDone(target.id);
      }
    } catch (problem) {
      error.value = /** @type {Error} */ (problem);
    } finally {
      busy.value = null;
    }
  };
  return html`<section class="panel add-target" data-name="add-target">
    <header class="panel-head"><h2>${t('targets.add')}</h2><button type="button" class="button ghost" onClick=${() => onDone(null)}>${t('dialog.cancel')}</button></header>
    <form class="fields two" ref=${form} onSubmit=${(/** @type {SubmitEvent} */ event) => { event.preventDefault(); void send('add'); }}>
      <label class="field wide">${t('add.url')}<input name="url" required placeholder="mysql://auroscope@db.example.com:3306/" autocomplete="off" spellcheck="false" autocapitalize="off" /></label>
      <label class="field">${t('add.password')}<input name="password" type="password" autocomplete="new-password" /></label>
      <label class="field">${t('add.id')}<input name="id" placeholder=${t('add.id_hint')} pattern="[A-Za-z0-9_][A-Za-z0-9._\\-]{0,63}" title=${t('add.id_rule')} autocomplete="off" spellcheck="false" /></label>
      <${TlsFields} />
      <p class="hint wide">${t('add.password_hint')}</p>
      <div class="actions wide">
        <button type="button" class="button" data-name="check" disabled=${busy.value !== null} onClick=${() => send('check')}>${t(busy.value === 'check' ? 'add.checking' : 'add.check')}</button>
        <button class="button primary" data-name="add" disabled=${busy.value !== null}>${t(busy.value === 'add' ? 'add.adding' : 'add.add')}</button>
      </div>
    </form>
    <${Problem} error=${error.value} />
    ${health.value && html`<div data-name="check-result"><p class="muted">${t('add.checked', { version: health.value.server_version ?? '?' })}</p><${Capabilities} items=${health.value.capabilities} /></div>`}
    <details class="grants"><summary>${t('add.grants')}</summary><${Grants} /></details>
  </section>`;
}

/** @param {{tls?: import('../api/model.js').TlsMode, caFile?: string | null}} props */
export function TlsFields({ tls, caFile }) {
  const modes = /** @type {const} */ (['verify_identity', 'skip_verify', 'off']);
  return html`<label class="field">TLS<select name="tls">
      ${tls === undefined && html`<option value="">${t('tls.default')}</option>`}
      ${modes.map((mode) => html`<option key=${mode} value=${mode} selected=${mode === tls}>${t(`tls.${mode}`)}</option>`)}</select></label>
    <label class="field">${t('add.ca_file')}<input name="tls_ca_file" defaultValue=${caFile ?? ''} placeholder=${t('add.ca_file_hint')} autocomplete="off" spellcheck="false" /></label>`;
}
