// What became of clusters and instances, the latest first: field by field, before and after.
import { known, t } from '../../i18n/index.js';
import { differences, gathered, valueText } from '../../inventory/texts.js';
import { hrefOf } from '../../inventory/view.js';
import { html } from '../../view.js';
import { Moment } from '../figures.js';

/** @typedef {import('../../api/inventory_model.js').CloudChange} CloudChange */

/** The words of values, in the page's language. */
export const words = () => ({ yes: t('figure.yes'), no: t('figure.no'), writer: t('inventory.role_writer'), reader: t('inventory.role_reader') });

/** @param {string} field */
export const fieldName = (field) => known(`inventory.field_${field}`, field);

/** @param {{value: unknown}} props */
const Value = ({ value }) => {
  const text = valueText(value, words());
  return text === null ? html`<span class="faint">${t('inventory.nothing')}</span>` : html`<span class="mono wrap">${text}</span>`;
};

/**
 * @param {{changes: CloudChange[], named?: boolean}} props named: says of what, as in the list of all
 */
export const Changes = ({ changes, named = false }) => html`<ol class="changes" data-name="changes">${gathered(changes).map(({ first, all }) =>
  html`<li key=${`${first.at} ${first.kind} ${first.resource_id} ${first.what}`} data-what=${first.what}>
    <${Moment} at=${first.at} />
    <span class=${`mark what-${first.what}`}>${t(`inventory.what_${first.what}`)}</span>
    <div class="change-body">${all.length > 1 ? html`<${Many} all=${all} />` : html`
      ${named && html`<${Named} change=${first} />`}
      ${first.fields && html`<dl class="differences">${differences(first.fields).map(({ field, name, before, after }) => html`<div key=${`${field} ${name}`}>
        <dt class="wrap">${fieldName(field)}${name !== null && html` <span class="mono">${name}</span>`}</dt>
        <dd><${Value} value=${before} /><span class="faint" aria-hidden="true"> → </span><${Value} value=${after} /></dd></div>`)}</dl>`}`}
    </div>
  </li>`)}</ol>`;

/** @param {{change: CloudChange}} props */
const Named = ({ change }) => html`<p class="change-name"><a class="wrap" href=${hrefOf({ ...change, id: change.name })}><b>${change.name}</b></a>
  <span class="muted small-text">${t(`inventory.kind_${change.kind}`)} · ${change.place.region} <span class="faint">${change.place.account}</span></span></p>`;

/** @param {{all: CloudChange[]}} props */
const Many = ({ all }) => html`<details><summary>${t('inventory.many', { n: all.length })} <span class="muted small-text">${all[0].place.region} <span class="faint">${all[0].place.account}</span></span></summary>
  <p class="many">${all.map((change) => html`<a key=${`${change.kind} ${change.resource_id}`} class="wrap" href=${hrefOf({ ...change, id: change.name })}>${change.name}</a>`)}</p></details>`;
