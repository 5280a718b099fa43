// What a record is: running, abandoned, a lower bound, cut, lossy. A colour is never alone; there is always a word.
import { t } from '../i18n/index.js';
import { html } from '../view.js';

/** @typedef {import('../api/model.js').SlowQuery} SlowQuery */

/** @param {{state: import('../api/model.js').SlowQueryState}} props */
export const StateMark = ({ state }) =>
  html`<span class=${`mark mark-${state}`} title=${t(`state.${state}_why`)}><i class="dot" aria-hidden="true"></i>${t(`state.${state}`)}</span>`;

/**
 * Everything about a record that a reader must know before trusting its figures.
 * @param {SlowQuery} query
 * @returns {{id: string, label: string, why: string}[]}
 */
export function caveats(query) {
  const found = [];
  if (query.state === 'abandoned') {
    const reason = query.abandoned_because;
    found.push({
      id: 'abandoned',
      label: t('state.abandoned'),
      why: `${t('state.abandoned_why')} ${reason ? t(`abandoned.${reason}`) : ''}`.trim(),
    });
  }
  // Of a running or abandoned one the state says so already.
  if (query.duration_kind === 'lower_bound' && query.state === 'finished') {
    found.push({ id: 'lower_bound', label: t('mark.lower_bound'), why: t('mark.lower_bound_why') });
  }
  if (query.truncated) found.push({ id: 'truncated', label: t('mark.truncated'), why: t('mark.truncated_why') });
  if (query.lossy) found.push({ id: 'lossy', label: t('mark.lossy'), why: t('mark.lossy_why') });
  return found;
}

/**
 * The short marks of a table row.
 * @param {{query: SlowQuery}} props
 */
export function RowMarks({ query }) {
  const marks = caveats(query).filter(({ id }) => id !== 'abandoned' && id !== 'lower_bound');
  return html`${query.state !== 'finished' && html`<${StateMark} state=${query.state} />`}
    ${query.no_index_used === true && html`<span class="mark mark-warn" title=${t('mark.no_index_why')}>${t('mark.no_index')}</span>`}
    ${(query.errors ?? 0) > 0 && html`<span class="mark mark-bad" title=${t('mark.errors_why')}>${t('mark.errors')}</span>`}
    ${marks.map(({ id, label, why }) => html`<span key=${id} class="mark" title=${why}>${label}</span>`)}`;
}
