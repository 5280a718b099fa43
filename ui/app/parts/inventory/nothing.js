// No cluster to show: why that is, and what to set or to do.
import { t } from '../../i18n/index.js';
import { accountOf } from '../../inventory/places.js';
import { html } from '../../view.js';
import { CopyButton } from '../copy.js';
import { Empty } from '../empty.js';
import { WhereMark } from './banners.js';

/** What switches it on; the names are those of the documentation. */
const SETTINGS = `AUROSCOPE_AWS_INVENTORY=true
AUROSCOPE_AWS_REGIONS=ap-northeast-2
AUROSCOPE_TARGET_USER=auroscope
AUROSCOPE_TARGET_PASSWORD_FILE=/run/secrets/auroscope-target`;

const COMMANDS = `auroscope aws policy
auroscope aws check`;

/** @param {{text: string}} props */
const Lines = ({ text }) => html`<div class="with-copy"><pre class="sql-block">${text}</pre><${CopyButton} text=${text} /></div>`;

export const Off = () => html`<${Empty} title=${t('inventory.off')} name="inventory-off">
  <p>${t('inventory.off_detail')}</p><${Lines} text=${SETTINGS} />
  <p>${t('inventory.off_user')}</p>
  <p>${t('inventory.off_check')}</p><${Lines} text=${COMMANDS} />
</${Empty}>`;

/** AWS is asked, and there is nothing. @param {{page: import('../../api/inventory_model.js').InventoryPage}} props */
export function NothingThere({ page }) {
  const { scopes } = page;
  if (scopes.some(({ error, answered_at }) => error === null && answered_at === null) || scopes.length === 0) {
    return html`<${Empty} title=${t('inventory.asking')} name="inventory-asking"><p>${t('inventory.asking_detail')}</p></${Empty}>`;
  }
  if (scopes.every(({ error }) => error !== null)) {
    return html`<${Empty} title=${t('inventory.none_answered')} name="inventory-silent"><p>${t('inventory.silent_do')}</p></${Empty}>`;
  }
  return html`<${Empty} title=${t('inventory.none')} name="inventory-none"><p>${t('inventory.none_detail')}</p>
    <ul class="places">${scopes.map((scope) => html`<li key=${`${scope.role_arn} ${scope.region}`}><${WhereMark} where=${{ account: accountOf(scope), role: scope.role_arn, region: scope.region }} /></li>`)}</ul></${Empty}>`;
}
