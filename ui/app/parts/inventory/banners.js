// What keeps the list from being all there is, now: who does not answer, who told only a part, what is asked no more.
import { t } from '../../i18n/index.js';
import { trouble } from '../../inventory/places.js';
import { html } from '../../view.js';
import { Ago, Moment } from '../figures.js';

/** @typedef {import('../../inventory/places.js').Where} Where */

/** @param {Where} where */
const whereText = ({ account, role, region }) =>
  `${region} · ${account ?? (role ? t('inventory.by_role', { role }) : t('inventory.own_account'))}`;

/** @param {{where: Where}} props */
export const WhereMark = ({ where }) => html`<span class="mono wrap" title=${where.role}>${whereText(where)}</span>`;

/** What the server says in English begins with what is missing, which has a name here. */
const MAINTENANCE = 'pending maintenance: ';

/** @param {{what: string}} props */
const Missing = ({ what }) => (what.startsWith(MAINTENANCE)
  ? html`<span class="wrap"><b>${t('inventory.field_pending_maintenance')}</b> <span lang="en">${what.slice(MAINTENANCE.length)}</span></span>`
  : html`<span class="wrap" lang="en">${what}</span>`);

/** @param {{page: import('../../api/inventory_model.js').InventoryPage}} props */
export function Banners({ page }) {
  const { silent, partly, first, left } = trouble(page);
  return html`
    ${!page.is_on && page.items.length + page.places.length > 0 && html`<div class="notice" role="status" data-name="off-known"><div><strong>${t('inventory.off_known')}</strong>
      <ul class="places">${page.places.map(({ place, answered_at }) => html`<li key=${`${place.account} ${place.region}`}><span class="mono">${place.region} · ${place.account}</span> <span class="muted">${t('inventory.silent_shown')} <${Ago} at=${answered_at} /></span></li>`)}</ul></div></div>`}
    ${silent.length > 0 && html`<div class="notice notice-bad" role="alert" data-name="silent"><div><strong>${t('inventory.silent', { n: silent.length, count: silent.length })}</strong>
      <ul class="places">${silent.map(({ where, error, failedAt, shownOf, nextTryAt }) => html`<li key=${whereText(where)} data-region=${where.region}>
        <${WhereMark} where=${where} />
        <span data-name="shown-of">${shownOf ? html`${t('inventory.silent_shown')} <${Ago} at=${shownOf} />` : t('inventory.silent_nothing')}</span>
        <span class="muted">${t('targets.failed_at')} <${Moment} at=${failedAt} />${nextTryAt && html` · ${t('inventory.silent_next')} <${Moment} at=${nextTryAt} />`}</span>
        <span class="wrap small-text place-error" lang="en">${error}</span></li>`)}</ul>
      <p class="muted">${t('inventory.silent_do')}</p></div></div>`}
    ${partly.length > 0 && html`<div class="notice" role="status" data-name="partly"><div><strong>${t('inventory.partly')}</strong>
      <ul class="places">${partly.map(({ what, wheres }) => html`<li key=${what}><${Missing} what=${what} /> <span class="muted wrap">${wheres.map(whereText).join(', ')}</span></li>`)}</ul></div></div>`}
    ${first.length > 0 && page.items.length > 0 && html`<p class="notice" data-name="first"><span>${t('inventory.first')} <span class="mono wrap">${first.map(whereText).join(', ')}</span></span></p>`}
    ${left.length > 0 && html`<div class="notice" data-name="left"><div><strong>${t('inventory.left')}</strong>
      <ul class="places">${left.map(({ place, answered_at }) => html`<li key=${`${place.account} ${place.region}`}><span class="mono">${place.region} · ${place.account}</span> <span class="muted"><${Ago} at=${answered_at} /></span></li>`)}</ul></div></div>`}`;
}
