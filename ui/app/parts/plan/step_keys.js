// Walking a plan by keys: j and k everywhere on its page, the arrows in the table that has the focus.
import { t } from '../../i18n/index.js';
import { meant, useKeys } from '../../keyboard.js';
import { asText, shownSteps } from '../../plan/steps.js';
import { copyText } from '../copy.js';
import { toast } from '../toast.js';
import { toggle } from './state.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */
/** @typedef {import('./state.js').PlanState} PlanState */

/**
 * @param {readonly PlanNode[]} nodes
 * @param {PlanState} state
 * @param {number} by
 */
function walk(nodes, state, by) {
  const shown = shownSteps(nodes, state.closed.peek());
  const at = shown.findIndex(({ id }) => id === state.node.peek());
  const next = shown[at === -1 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))];
  if (!next) return;
  state.node.value = next.id;
  state.jump.value = { node: next.id };
}

/**
 * Closes what is below a step, or goes to the one above it when nothing is left to close.
 * @param {readonly PlanNode[]} nodes
 * @param {PlanState} state
 * @param {boolean} close
 */
function fold(nodes, state, close) {
  const node = nodes[state.node.peek() ?? -1];
  if (!node) return;
  const has = (node.children ?? []).length > 0;
  if (has && close !== state.closed.peek().has(node.id)) toggle(state.closed, node.id, close);
  else if (close && node.parent !== null) state.jump.value = { node: (state.node.value = node.parent) };
}

/** @param {PlanState} state */
const unfold = (state) => state.node.peek() !== null && toggle(state.open, Number(state.node.peek()));

/** @param {readonly PlanNode[]} nodes */
export async function copySteps(nodes) {
  toast(t((await copyText(asText(nodes))) ? 'plan.copied_text' : 'copy.failed'));
}

/**
 * j and k walk the steps, h and l close and open what is below, Enter unfolds, c copies the plan as text.
 * @param {readonly PlanNode[]} nodes none on a tab that shows no steps
 * @param {PlanState} state
 */
export function useStepKeys(nodes, state) {
  /** @type {Record<string, () => void>} */
  const keys = nodes.length === 0 ? {} : {
    j: () => walk(nodes, state, 1), k: () => walk(nodes, state, -1), h: () => fold(nodes, state, true), l: () => fold(nodes, state, false),
    Enter: () => void unfold(state), c: () => void copySteps(nodes),
  };
  useKeys(keys);
}

/**
 * @param {readonly PlanNode[]} nodes
 * @param {PlanState} state
 */
export const arrows = (nodes, state) => (/** @type {KeyboardEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const acts = /** @type {Record<string, () => void>} */ ({
    ArrowDown: () => walk(nodes, state, 1), ArrowUp: () => walk(nodes, state, -1),
    ArrowLeft: () => fold(nodes, state, true), ArrowRight: () => fold(nodes, state, false),
  });
  const act = acts[meant(event)];
  if (!act) return;
  event.preventDefault();
  act();
};
