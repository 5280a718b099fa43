// One plan: what is worth knowing of it, then its steps as a table, as a picture, as the server wrote them, and beside another.
import { known, t } from '../../i18n/index.js';
import { html } from '../../view.js';
import { panelOf, Tabs } from '../tabs.js';
import { DiffTab } from './diff_tab.js';
import { Diagram } from './diagram.js';
import { Findings } from './findings.js';
import { Raw } from './raw.js';
import { copySteps, useStepKeys } from './step_keys.js';
import { Extras } from './step_details.js';
import { TreeTable } from './tree_table.js';

/** @typedef {import('../../api/plan_model.js').PlanView} PlanView */
/** @typedef {import('./state.js').PlanState} PlanState */

/** Of a page's one plan. */
const PANEL = 'plan-tab';
const TABS = /** @type {const} */ (['tree', 'diagram', 'raw', 'diff']);

/**
 * @typedef {object} ShownPlan
 * @property {PlanView | null} plan from JSON, else from TREE
 * @property {PlanView | null} [tree_plan] from TREE, where JSON is there too
 * @property {{json: string | null, tree: string | null}} documents
 * @property {import('../../api/plan_model.js').PlanItem[]} [other_shapes]
 * @property {string | null} [explained_sql]
 * @property {string} [id]
 */

/**
 * @param {object} props
 * @param {ShownPlan} props.shown
 * @param {PlanState} props.state
 * @param {string} props.name of saved files
 */
export function PlanTabs({ shown, state, name }) {
  const view = (state.source.value === 'tree' && shown.tree_plan) || shown.plan || shown.tree_plan;
  const tab = state.tab.value;
  const stepping = tab === 'tree' || tab === 'diagram';
  useStepKeys(stepping && view ? view.plan.nodes : [], state);
  const { json, tree } = shown.documents;
  const documents = [
    { name: 'json', label: 'JSON', text: json, type: 'application/json', ending: 'json' },
    { name: 'tree', label: json === null && shown.plan && shown.plan.plan.format !== 'tree' ? t('plan.document') : 'TREE', text: tree, type: 'text/plain', ending: 'txt' },
    { name: 'explained', label: t('plan.explained_sql'), text: shown.explained_sql ?? null, type: 'application/sql', ending: 'sql' },
    { name: 'query', label: t('plan.rewritten_sql'), text: view?.plan.query ?? null, type: 'application/sql', ending: 'sql' },
  ];
  // Findings are of the first document: their steps are its steps.
  const main = shown.plan ?? shown.tree_plan ?? null;
  return html`${main && html`<${Findings} findings=${main.findings ?? []} plan=${main.plan} state=${state} />`}
    <section class="panel plan-panel" data-name="plan">
      <header class="panel-head plan-tabs-head">
        <${Tabs} label=${t('plan.title')} panel=${PANEL} tabs=${TABS.map((name) => ({ name, label: t(`plan.tab_${name}`) }))} chosen=${tab}
          onChoose=${(/** @type {PlanState['tab']['value']} */ one) => (state.tab.value = one)} />
        <div class="actions">
          ${stepping && shown.plan && shown.tree_plan && html`<${SourceChoice} shown=${shown} state=${state} />`}
          ${tab === 'tree' && view && html`<${TreeActions} view=${view} state=${state} />`}
        </div>
      </header>
      <div class="plan-body" ...${panelOf(PANEL, tab)}>${view ? html`<${TabBody} key=${`${tab}-${view === shown.tree_plan}`} tab=${tab} view=${view} shown=${shown} state=${state} name=${name} documents=${documents} />`
        : html`<${Raw} documents=${documents} name=${name} planId=${shown.id ?? null} />`}</div>
    </section>`;
}

/** @param {{tab: string, view: PlanView, shown: ShownPlan, state: PlanState, name: string, documents: any[]}} props */
function TabBody({ tab, view, shown, state, name, documents }) {
  if (tab === 'diagram') return html`<${Diagram} view=${view} state=${state} name=${name} />`;
  if (tab === 'raw') return html`<${Raw} documents=${documents} name=${name} planId=${shown.id ?? null} />`;
  if (tab === 'diff') {
    return html`<${DiffTab} planId=${shown.id ?? null} document=${shown.documents.json ?? shown.documents.tree} others=${shown.other_shapes ?? []} state=${state} />`;
  }
  return html`<${TreeTable} view=${view} state=${state} />
    ${(view.plan.extras ?? []).length > 0 && html`<div class="step-facts plan-extras"><${Extras} extras=${view.plan.extras ?? []} /></div>`}
    <p class="hint wide-only">${t('plan.tree_hint')}</p>`;
}

/** Each document is a plan of its own: they may say different things. @param {{shown: ShownPlan, state: PlanState}} props */
const SourceChoice = ({ shown, state }) => html`<div class="segments" role="group" aria-label=${t('plan.source')}>
  ${/** @type {const} */ (['json', 'tree']).map((source) => html`<button key=${source} type="button" data-source=${source} aria-pressed=${state.source.value === source}
    title=${t('plan.source')} onClick=${() => {
      state.node.value = null;
      state.closed.value = new Set();
      state.open.value = new Set();
      state.source.value = source;
    }}>${source === 'json' ? formatWords(shown.plan?.plan.format) : 'TREE'}</button>`)}</div>`;

/** @param {string | undefined} format */
const formatWords = (format) => known(`plan.format.${format}`, format ?? 'JSON');

/** @param {{view: PlanView, state: PlanState}} props */
function TreeActions({ view, state }) {
  const { nodes } = view.plan;
  const inner = nodes.filter(({ children, depth }) => depth > 0 && (children ?? []).length > 0);
  return html`${inner.length > 0 && html`<button type="button" class="button small wide-only" onClick=${() => {
      state.closed.value = state.closed.peek().size > 0 ? new Set() : new Set(inner.map(({ id }) => id));
    }}>${t(state.closed.value.size > 0 ? 'plan.open_all' : 'plan.close_all')}</button>`}
    <button type="button" class="button small" data-name="copy-steps" onClick=${() => void copySteps(nodes)}>${t('plan.copy_text')}</button>`;
}
