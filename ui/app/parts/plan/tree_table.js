// The plan as a table of indented steps. Rows draw themselves anew only when they are selected, unfolded or closed:
// a query of 200 tables has 500 of them.
import { t } from '../../i18n/index.js';
import { weighing } from '../../plan/figures.js';
import { gravestByNode } from '../../plan/finding_text.js';
import { above, indentPx, shownSteps } from '../../plan/steps.js';
import { html, useEffect, useMemo, useRef, useSignalEffect } from '../../view.js';
import { arrows } from './step_keys.js';
import { rowId, TreeRow } from './tree_row.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */
/** @typedef {import('./state.js').PlanState} PlanState */

/** From so many steps on, those out of sight are not laid out. */
const MANY = 100;

/**
 * @param {object} props
 * @param {import('../../api/plan_model.js').PlanView} props.view
 * @param {PlanState} props.state
 */
export function TreeTable({ view, state }) {
  const { plan, findings } = view;
  const root = useRef(/** @type {HTMLDivElement | null} */ (null));
  const weight = useMemo(() => weighing(plan), [plan]);
  const gravest = useMemo(() => gravestByNode(findings ?? []), [findings]);
  const heaviest = useMemo(() => plan.nodes.reduce((most, node) =>
    Math.max(most, (weight?.by === 'time' ? node.self_time_ms : node.self_cost) ?? 0), 0), [plan]);
  const shown = shownSteps(plan.nodes, state.closed.value);
  useJump(root, plan.nodes, state);
  // The table keeps the focus, and says which row it is on; drawing all rows anew for that would be dear.
  useSignalEffect(() => {
    const node = state.node.value;
    if (node === null) root.current?.removeAttribute('aria-activedescendant');
    else root.current?.setAttribute('aria-activedescendant', rowId(node));
  });

  return html`<div class="plan-tree" ref=${root} role="treegrid" tabindex="0" onKeyDown=${arrows(plan.nodes, state)} aria-label=${t('plan.tab_tree')} data-analyze=${plan.is_analyze}
    data-many=${shown.length > MANY} data-name="tree-table" style=${{ '--indent': `${indentPx(plan.nodes)}px` }}>
    <${Head} isAnalyze=${plan.is_analyze} />
    ${shown.map((node) => html`<${TreeRow} key=${node.id} node=${node} nodes=${plan.nodes} state=${state} weight=${weight} heaviest=${heaviest}
      isAnalyze=${plan.is_analyze} finding=${gravest.get(node.id)} closed=${state.closed.value.has(node.id)} />`)}
  </div>`;
}

/** @param {{isAnalyze: boolean}} props */
const Head = ({ isAnalyze }) => html`<div class="plan-row plan-tree-head" role="row">
  <div class="p-step" role="columnheader">${t('plan.step')}</div>
  <div class="p-self" role="columnheader" title=${t(isAnalyze ? 'plan.self_time_why' : 'plan.self_cost_why')}>${t(isAnalyze ? 'plan.self_time' : 'plan.self_cost')}</div>
  <div class="p-rows" role="columnheader" title=${t(isAnalyze ? 'plan.rows_analyze_why' : 'plan.rows_why')}>${t(isAnalyze ? 'plan.rows_both' : 'plan.rows')}</div>
  ${isAnalyze && html`<div class="p-loops" role="columnheader" title=${t('plan.loops_why')}>${t('plan.loops')}</div>`}
  <div class="p-key" role="columnheader">${t('plan.key')}</div>
  <div class="p-condition" role="columnheader">${t('plan.conditions')}</div>
</div>`;

/**
 * Brings a step into sight, whatever hid it.
 * @param {{current: HTMLDivElement | null}} root
 * @param {readonly PlanNode[]} nodes
 * @param {PlanState} state
 */
function useJump(root, nodes, state) {
  const jump = state.jump.value;
  useEffect(() => {
    if (!jump) return;
    const hiding = above(nodes, jump.node).filter((id) => state.closed.peek().has(id));
    if (hiding.length > 0) state.closed.value = new Set([...state.closed.peek()].filter((id) => !hiding.includes(id)));
    requestAnimationFrame(() => root.current?.querySelector(`[data-node="${jump.node}"]`)?.scrollIntoView({ block: 'nearest' }));
  }, [jump]);
}
