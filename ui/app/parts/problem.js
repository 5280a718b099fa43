// A refusal or failure in words, with what to do about it.
import { ApiError } from '../api/client.js';
import { known, t } from '../i18n/index.js';
import { html } from '../view.js';

/**
 * What failed and what to do: the kind in the page's language, the case in the server's own words (English).
 * @param {Error} error
 * @returns {{title: string, detail: string}}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return { title: t('problem.unexpected'), detail: error.message };
  if (error.status === 0) return { title: t('problem.unreachable'), detail: t('problem.unreachable_detail') };
  const title = known(`problem.kind.${error.kind}`, error.title);
  if (error.status === 404) return { title, detail: error.detail || t('problem.not_found_detail') };
  // What a watched server answered stands in its detail and not in our log.
  const advice = error.status >= 500 && error.kind !== 'target' ? t('problem.server_detail') : '';
  return { title, detail: [error.detail, advice].filter(Boolean).join(' ') };
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
