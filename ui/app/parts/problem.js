// A refusal or failure in words, with what to do about it.
import { ApiError } from '../api/client.js';
import { t } from '../i18n/index.js';
import { html } from '../view.js';

/**
 * What failed and what to do. The server's title and detail are in its own words (English).
 * @param {Error} error
 * @returns {{title: string, detail: string}}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return { title: t('problem.unexpected'), detail: error.message };
  if (error.status === 0) return { title: t('problem.unreachable'), detail: t('problem.unreachable_detail') };
  if (error.status === 404) return { title: error.title, detail: error.detail || t('problem.not_found_detail') };
  if (error.status === 401) return { title: t('problem.login'), detail: error.detail };
  const advice = error.status >= 500 ? t('problem.server_detail') : '';
  return { title: error.title, detail: [error.detail, advice].filter(Boolean).join(' ') };
}

/** @param {{error: Error | null, onRetry?: () => void}} props */
export function Problem({ error, onRetry }) {
  if (!error) return null;
  const { title, detail } = explain(error);
  return html`<div class="notice notice-bad" role="alert">
    <div><strong>${title}</strong>${detail && html`<p>${detail}</p>`}</div>
    ${onRetry && html`<button type="button" class="button small" onClick=${onRetry}>${t('problem.retry')}</button>`}
  </div>`;
}
