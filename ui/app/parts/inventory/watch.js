// Whether an instance is watched, in words: a link to its target, or why not and what to do.
import { t } from '../../i18n/index.js';
import { tagCommand } from '../../inventory/texts.js';
import { watching } from '../../inventory/watching.js';
import { Phase } from '../../pages/targets.js';
import { targets } from '../../targets.js';
import { html } from '../../view.js';
import { CopyButton } from '../copy.js';

/** @typedef {import('../../api/inventory_model.js').CloudInstance} CloudInstance */

/** Codes with texts; a newer server may say another. */
const CODES = /** @type {const} */ (['watched', 'by_hand', 'pending', 'off', 'no_login', 'name_taken', 'gone', 'excepted', 'tag_missing', 'no_rule', 'no_endpoint', 'not_running', 'not_looked_at', 'too_old']);

/**
 * Why it is watched or not, and what to do.
 * @param {CloudInstance} instance
 * @returns {{why: string, advice: string}}
 */
export function watchTexts(instance) {
  const { code, id } = watching(instance, targets.value);
  const known = CODES.find((name) => name === code);
  if (!known) return { why: t('inventory.watch_unknown', { code }), advice: '' };
  const { tag = '', wanted = '', found = null, pattern = '', status = '', version = '' } = instance.watch ?? {};
  const parameters = { id: id ?? '', tag, wanted, found: found ?? '', pattern, status, version };
  const text = known === 'tag_missing' && found !== null ? 'tag_other' : known;
  return { why: t(`inventory.watch_${text}`, parameters), advice: t(`inventory.watch_${text}_do`, parameters) };
}

/** In a row of the list. @param {{instance: CloudInstance}} props */
export function WatchCell({ instance }) {
  const { code, target } = watching(instance, targets.value);
  const { why, advice } = watchTexts(instance);
  if (target && code !== 'name_taken') {
    return html`<a href=${`/targets/${encodeURIComponent(target.id)}`} data-watch=${code} title=${`${target.id}\n${why}`}><${Phase} target=${target} /></a>`;
  }
  return html`<span class=${`clip watch-why ${URGENT.has(code) ? 'warn' : ''}`} data-watch=${code} title=${`${why}\n${advice}`}>${why}</span>`;
}

/** Rules want it watched, and it is not. */
const URGENT = new Set(['no_login', 'name_taken']);

/** On the page of an instance. @param {{instance: CloudInstance}} props */
export function WatchPanel({ instance }) {
  const { code, target } = watching(instance, targets.value);
  const { why, advice } = watchTexts(instance);
  const { tag, wanted } = instance.watch ?? {};
  const command = code === 'tag_missing' && tag && wanted !== undefined ? tagCommand(instance, tag, wanted) : null;
  return html`<section class="panel" data-name="watching" data-watch=${code}><h2>${t('inventory.watching')}</h2>
    ${target && html`<p><a href=${`/targets/${encodeURIComponent(target.id)}`}><b class="wrap">${target.id}</b></a> <${Phase} target=${target} /></p>`}
    <p class=${`wrap ${URGENT.has(code) ? 'warn' : ''}`}><b>${why}</b></p>
    ${advice && html`<p class="muted wrap">${advice}</p>`}
    ${command && html`<p class="hint">${t('inventory.watch_tag_command')}</p><div class="with-copy"><pre class="sql-block" data-name="tag-command">${command}</pre><${CopyButton} text=${command} /></div>`}
  </section>`;
}
