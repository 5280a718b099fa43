// The documents as the server gave them, and what of a plan can be taken away.
import { t } from '../../i18n/index.js';
import { prettyJson } from '../../plan/json_text.js';
import { html, useMemo, useSignal } from '../../view.js';
import { CopyButton } from '../copy.js';
import { saveFile } from '../save_file.js';
import { SqlBlock } from '../sql.js';
import { panelOf, Tabs } from '../tabs.js';

const PANEL = 'plan-document';

/**
 * @param {object} props
 * @param {{name: string, label: string, text: string | null, type: string, ending: string}[]} props.documents
 * @param {string} props.name of saved files
 * @param {string | null} [props.planId] what the server can write of it, if it is kept there
 */
export function Raw({ documents, name, planId }) {
  const present = documents.filter(({ text }) => text !== null);
  const chosen = useSignal(present[0]?.name ?? '');
  const shown = present.find(({ name }) => name === chosen.value) ?? present[0];
  const text = useMemo(() => (shown?.text ? prettyIfJson(shown.text) : ''), [shown?.text]);
  return html`<div class="raw" data-name="raw">
    <div class="panel-head">
      <${Tabs} label=${t('plan.tab_raw')} panel=${PANEL} tabs=${present} chosen=${shown?.name} onChoose=${(/** @type {string} */ name) => (chosen.value = name)} />
      <div class="actions">
        ${shown && html`<${CopyButton} text=${text} />
          <button type="button" class="button small" onClick=${() => saveFile(`${name}.${shown.ending}`, shown.type, text)}>${t('plan.save', { what: `.${shown.ending}` })}</button>`}
        ${planId && html`<a class="button small" data-name="save-markdown" href=${`/api/v1/plans/${planId}/plan.md`} download=${`${name}.md`}>${t('plan.save', { what: '.md' })}</a>
          <a class="button small" data-name="save-svg-file" href=${`/api/v1/plans/${planId}/plan.svg`} download=${`${name}.svg`}>${t('plan.save', { what: '.svg' })}</a>`}
      </div>
    </div>
    <div ...${panelOf(PANEL, shown?.name)}>${shown ? shown.type === 'application/sql' ? html`<${SqlBlock} sql=${text} />` : html`<pre class="sql-block raw-block" tabindex="0" aria-label=${shown.label}><code>${text}</code></pre>`
      : html`<p class="muted">${t('plan.no_document')}</p>`}</div>
  </div>`;
}

/** @param {string} text */
const prettyIfJson = (text) => (/^\s*[{[]/.test(text) ? prettyJson(text) : text);
