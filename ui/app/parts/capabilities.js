// What can and cannot be seen on a target, why, and the SQL that changes it.
import { known, t } from '../i18n/index.js';
import { html } from '../view.js';
import { CopyButton } from './copy.js';
import { SqlBlock } from './sql.js';

/** @typedef {import('../api/model.js').Capability} Capability */

const SYMBOLS = { yes: '✓', partly: '◐', no: '✕', unknown: '?' };
/** Where the server's own words say more than ours: which error it was, which grant or consumer, how many bytes. */
const SAYS_MORE = new Set(['running_statements.no', 'running_statements.unknown', 'digests.no', 'digests.unknown',
  'other_sessions.unknown', 'full_text.partly', 'full_text.no']);
const ORDER = { no: 0, partly: 1, unknown: 2, yes: 3 };

/** @param {{items: Capability[]}} props */
export function Capabilities({ items }) {
  if (items.length === 0) return html`<p class="muted">${t('capability.none')}</p>`;
  const sorted = [...items].sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  return html`<ul class="capabilities">${sorted.map((item) => html`<li key=${item.id} data-state=${item.state} data-capability=${item.id}>
    <span class="capability-symbol" aria-hidden="true">${SYMBOLS[item.state]}</span>
    <div class="capability-body">
      <p><b>${known(`capability.${item.id}`, item.id)}</b> <span class="capability-state">${t(`capability.state_${item.state}`)}</span></p>
      <${Why} item=${item} />
      ${item.fix && item.state !== 'yes' && html`<div class="with-copy"><${SqlBlock} sql=${item.fix} /><${CopyButton} text=${item.fix} /></div>`}
    </div></li>`)}</ul>`;
}

/**
 * Why, in the page's language, with the server's words (English) below where they say more. A server newer than
 * this page may know what has no translation here; then its words are all there is.
 * @param {{item: Capability}} props
 */
function Why({ item }) {
  const found = `${item.id}.${item.state}`;
  const said = known(`sight.${found}`, '');
  if (!said) return item.why && html`<p class="muted wrap">${item.why}</p>`;
  return html`<p class="muted">${said}</p>
    ${SAYS_MORE.has(found) && item.why && html`<p class="faint small-text wrap" lang="en">${item.why}</p>`}`;
}
