// What a person looks at in a plan: tab, step, document, what it is compared with. On a plan's own page the address holds it.
import { go } from '../../router.js';
import { batch, signal, useEffect, useMemo, useSignalEffect } from '../../view.js';

/** @typedef {'tree' | 'diagram' | 'raw' | 'diff'} Tab */
/** @template T @typedef {import('../../../vendor/signals/signals.js').Signal<T>} Signal */

/**
 * @typedef {object} PlanState
 * @property {Signal<Tab>} tab
 * @property {Signal<number | null>} node the step that is selected
 * @property {Signal<'json' | 'tree'>} source which document's plan is shown
 * @property {Signal<string | null>} other the plan it is compared with
 * @property {Signal<ReadonlySet<number>>} closed steps whose inputs are hidden
 * @property {Signal<ReadonlySet<number>>} open steps whose details are shown
 * @property {Signal<{node: number} | null>} jump a step that is to be brought into sight
 */

const TABS = /** @type {const} */ (['tree', 'diagram', 'raw', 'diff']);
/** Browsers allow few changes of the address in a time, and `j` held down makes thirty a second. */
const WRITE_AFTER_MS = 250;

/** @param {URLSearchParams} [query] @returns {PlanState} */
function newState(query) {
  const tab = TABS.find((known) => known === query?.get('tab')) ?? 'tree';
  const node = /^\d{1,5}$/.test(query?.get('node') ?? '') ? Number(query?.get('node')) : null;
  const other = query?.get('with') ?? '';
  return {
    tab: signal(/** @type {Tab} */ (tab)),
    node: signal(node),
    source: signal(query?.get('document') === 'tree' ? 'tree' : 'json'),
    other: signal(/^[0-9a-f]{32}$/.test(other) ? other : null),
    closed: signal(new Set()),
    open: signal(new Set()),
    jump: signal(node === null ? null : { node }),
  };
}

/** For a plan that is a part of another page. */
export const usePlanState = () => useMemo(() => newState(), []);

/** @param {PlanState} state */
function write(state) {
  const query = new URLSearchParams();
  if (state.tab.peek() !== 'tree') query.set('tab', state.tab.peek());
  if (state.source.peek() === 'tree') query.set('document', 'tree');
  if (state.node.peek() !== null) query.set('node', String(state.node.peek()));
  if (state.other.peek()) query.set('with', String(state.other.peek()));
  const text = query.toString();
  go(`${location.pathname}${text ? `?${text}` : ''}`, { replace: true });
}

/** For a plan's own page. The second value writes the address at once, before it is copied. */
export function useAddressedPlanState() {
  const state = useMemo(() => newState(new URLSearchParams(location.search)), []);
  const page = location.pathname;
  /** @type {{current: ReturnType<typeof setTimeout> | undefined}} */
  const timer = useMemo(() => ({ current: undefined }), []);
  const now = () => {
    clearTimeout(timer.current);
    if (location.pathname === page) write(state);
  };
  useSignalEffect(() => {
    void [state.tab.value, state.source.value, state.node.value, state.other.value];
    clearTimeout(timer.current);
    timer.current = setTimeout(now, WRITE_AFTER_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return /** @type {const} */ ([state, now]);
}

/**
 * Selects a step of the first document and brings it into sight, on a tab that shows steps.
 * @param {PlanState} state
 * @param {number} node
 */
export function showStep(state, node) {
  batch(() => {
    if (state.tab.peek() !== 'diagram') state.tab.value = 'tree';
    state.source.value = 'json';
    state.node.value = node;
    state.jump.value = { node };
  });
}

/**
 * @param {Signal<ReadonlySet<number>>} set
 * @param {number} id
 * @param {boolean} [present]
 */
export function toggle(set, id, present = !set.peek().has(id)) {
  const next = new Set(set.peek());
  if (present) next.add(id);
  else next.delete(id);
  set.value = next;
}
