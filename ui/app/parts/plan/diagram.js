// The plan as a picture: the server lays it out, this draws it, moves and magnifies it. A click shows a step's details.
import { t } from '../../i18n/index.js';
import { isTyping } from '../../keyboard.js';
import { gravestByNode } from '../../plan/finding_text.js';
import { begin, centre, drag, fit, within, zoom } from '../../plan/window.js';
import { html, useEffect, useLayoutEffect, useMemo, useRef } from '../../view.js';
import { saveSvg } from './save_svg.js';
import { DiagramBox, DiagramEdge, DiagramGroup } from './diagram_box.js';
import { StepDetails } from './step_details.js';

/** @typedef {import('../../plan/window.js').View} View */
/** @typedef {import('../../api/plan_model.js').Layout} Layout */

const STEP = 1.25;
const MOVE_PX = 70;

/**
 * @param {object} props
 * @param {import('../../api/plan_model.js').PlanView} props.view
 * @param {import('./state.js').PlanState} props.state
 * @param {string} props.name of a saved picture
 */
export function Diagram({ view, state, name }) {
  const { plan, layout, findings } = view;
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const gravest = useMemo(() => gravestByNode(findings ?? []), [findings]);
  const moves = useWindow(svg, layout ?? null, state);
  if (!layout || layout.boxes.length === 0) return html`<p class="muted">${t('plan.no_layout')}</p>`;
  const selected = state.node.value === null ? undefined : plan.nodes[state.node.value];
  return html`<div class="diagram" data-name="diagram">
    <div class="diagram-bar">
      <button type="button" class="button small" title=${t('plan.zoom_in')} aria-label=${t('plan.zoom_in')} onClick=${() => moves.zoomBy(STEP)}>+</button>
      <button type="button" class="button small" title=${t('plan.zoom_out')} aria-label=${t('plan.zoom_out')} onClick=${() => moves.zoomBy(1 / STEP)}>−</button>
      <button type="button" class="button small" data-name="fit" onClick=${moves.fit}>${t('plan.fit')}</button>
      <span class="hint wide-only">${t('plan.diagram_hint')}</span>
      <${Legend} />
      <button type="button" class="button small" data-name="save-svg" onClick=${() => svg.current && saveSvg(svg.current, layout, `${name}.svg`)}>SVG</button>
    </div>
    <div class="diagram-body">
      <svg class="diagram-svg" ref=${svg} tabindex="0" style=${{ height: `min(64vh, 720px, ${layout.height + 60}px)` }} role="group" aria-label=${t('plan.tab_diagram')} ...${moves.handlers}>
        <g>${(layout.groups ?? []).map((group) => html`<${DiagramGroup} key=${group.node} group=${group} node=${plan.nodes[group.node]} />`)}</g>
        <g>${layout.edges.map((edge) => html`<${DiagramEdge} key=${`${edge.from}-${edge.to}`} edge=${edge} nodes=${plan.nodes} />`)}</g>
        <g>${layout.boxes.map((box) => html`<${DiagramBox} key=${box.node} box=${box} node=${plan.nodes[box.node]} state=${state} finding=${gravest.get(box.node)} />`)}</g>
      </svg>
      ${selected && html`<aside class="diagram-details" data-name="diagram-details" aria-live="polite" aria-label=${t('plan.step')}>
        <button type="button" class="button ghost small" aria-label=${t('dialog.close')} onClick=${() => (state.node.value = null)}>✕</button>
        <${StepDetails} node=${selected} /></aside>`}
    </div>
  </div>`;
}

const Legend = () => html`<ul class="legend" aria-label=${t('plan.legend')}>${/** @type {const} */ (['constant', 'lookup', 'range', 'scan', 'other']).map((group) =>
  html`<li key=${group}><i class=${`legend-box access-${group}`} aria-hidden="true"></i>${t(`plan.group.${group}`)}</li>`)}</ul>`;

/**
 * What is seen of the picture. It is kept outside of the view's state and written as one attribute:
 * dragging draws nothing anew.
 * @param {{current: SVGSVGElement | null}} svg
 * @param {Layout | null} layout
 * @param {import('./state.js').PlanState} state
 */
function useWindow(svg, layout, state) {
  const seen = useRef(/** @type {View | null} */ (null));
  const frame = () => {
    const { width = 0, height = 0 } = svg.current?.getBoundingClientRect() ?? {};
    return { width: Math.max(1, width), height: Math.max(1, height) };
  };
  /** @param {View} view */
  const show = (view) => {
    if (!layout || !svg.current) return;
    const size = frame();
    const { x, y, scale } = (seen.current = within(view, layout, size));
    svg.current.setAttribute('viewBox', `${x} ${y} ${size.width / scale} ${size.height / scale}`);
  };
  /** @param {number} factor @param {{x: number, y: number}} [at] */
  const zoomBy = (factor, at) => {
    const size = frame();
    if (seen.current) show(zoom(seen.current, factor, at ?? { x: size.width / 2, y: size.height / 2 }));
  };
  /** @param {number} dx @param {number} dy */
  const move = (dx, dy) => seen.current && show(drag(seen.current, dx, dy));
  const fitAll = () => layout && show(fit(layout, frame()));
  useLayoutEffect(() => {
    if (layout) show(begin(layout, frame(), startOf(layout, frame())));
  }, [layout]);
  useStaysInSight(svg, layout, state, seen, show, frame);
  useWheel(svg, zoomBy, move);
  const handlers = usePointers(svg, move, zoomBy);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = /** @type {Record<string, () => unknown>} */ ({
      '+': () => zoomBy(STEP), '=': () => zoomBy(STEP), '-': () => zoomBy(1 / STEP), 0: fitAll,
      ArrowLeft: () => move(MOVE_PX, 0), ArrowRight: () => move(-MOVE_PX, 0), ArrowUp: () => move(0, MOVE_PX), ArrowDown: () => move(0, -MOVE_PX),
    });
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  };
  return { zoomBy, fit: fitAll, handlers: { ...handlers, onKeyDown } };
}

/**
 * Reading begins at the result, which is the root; where that is wider than the frame, at its first input.
 * @param {Layout} layout
 * @param {import('../../plan/window.js').Size} frame
 */
function startOf(layout, frame) {
  const root = layout.boxes.find(({ node }) => node === 0) ?? layout.boxes[0];
  return root ? { x: root.x + Math.min(root.width, frame.width * 0.95) / 2, y: root.y + root.height / 2 } : { x: 0, y: 0 };
}

/**
 * A step that was asked for elsewhere comes into the middle; the window follows a change of its size.
 * @param {{current: SVGSVGElement | null}} svg
 * @param {Layout | null} layout
 * @param {import('./state.js').PlanState} state
 * @param {{current: View | null}} seen
 * @param {(view: View) => void} show
 * @param {() => import('../../plan/window.js').Size} frame
 */
function useStaysInSight(svg, layout, state, seen, show, frame) {
  const jump = state.jump.value;
  useEffect(() => {
    const box = layout?.boxes.find(({ node }) => node === jump?.node);
    if (!box || !seen.current) return;
    show(centre({ ...seen.current, scale: Math.max(seen.current.scale, 0.62) }, frame(), { x: box.x + box.width / 2, y: box.y + box.height / 2 }));
  }, [jump, layout]);
  useEffect(() => {
    if (!svg.current) return;
    const observer = new ResizeObserver(() => seen.current && show(seen.current));
    observer.observe(svg.current);
    return () => observer.disconnect();
  }, [layout]);
}

/**
 * The wheel magnifies where the picture has the focus: who scrolls the page past it is not caught by it. Two fingers on a
 * pad always do (the browser tells of them as a wheel with Ctrl); with Shift it moves.
 * @param {{current: SVGSVGElement | null}} svg
 * @param {(factor: number, at: {x: number, y: number}) => void} zoomBy
 * @param {(dx: number, dy: number) => void} move
 */
function useWheel(svg, zoomBy, move) {
  const acts = useRef({ zoomBy, move });
  acts.current = { zoomBy, move };
  useEffect(() => {
    const element = svg.current;
    if (!element) return;
    /** @param {WheelEvent} event */
    const wheel = (event) => {
      if (!event.ctrlKey && !element.contains(document.activeElement)) return;
      event.preventDefault();
      if (event.shiftKey) return acts.current.move(-(event.deltaX || event.deltaY), 0);
      const { left, top } = element.getBoundingClientRect();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 30 : 1) * (event.ctrlKey ? 4 : 1);
      acts.current.zoomBy(Math.exp(-Math.max(-400, Math.min(400, pixels)) / 500), { x: event.clientX - left, y: event.clientY - top });
    };
    // Preact's own listener would be passive, and a passive one cannot keep the page from scrolling.
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [svg.current]);
}

/**
 * One pointer drags, two pinch.
 * @param {{current: SVGSVGElement | null}} svg
 * @param {(dx: number, dy: number) => void} move
 * @param {(factor: number, at: {x: number, y: number}) => void} zoomBy
 */
function usePointers(svg, move, zoomBy) {
  const down = useRef(/** @type {Map<number, {x: number, y: number}>} */ (new Map()));
  /** @param {PointerEvent} event */
  const onPointerMove = (event) => {
    const last = down.current.get(event.pointerId);
    if (!last) return;
    const next = { x: event.clientX, y: event.clientY };
    // Only what has moved is caught: a click must still reach its box.
    if (!svg.current?.hasPointerCapture(event.pointerId) && Math.hypot(next.x - last.x, next.y - last.y) < 4 && down.current.size === 1) return;
    svg.current?.setPointerCapture(event.pointerId);
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const { left = 0, top = 0 } = svg.current?.getBoundingClientRect() ?? {};
      const before = Math.hypot(last.x - other.x, last.y - other.y);
      const after = Math.hypot(next.x - other.x, next.y - other.y);
      if (before > 10) zoomBy(after / before, { x: (next.x + other.x) / 2 - left, y: (next.y + other.y) / 2 - top });
    } else {
      move(next.x - last.x, next.y - last.y);
    }
    down.current.set(event.pointerId, next);
  };
  /** @param {PointerEvent} event */
  const onPointerDown = (event) => {
    if (event.button === 0) down.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  /** @param {PointerEvent} event */
  const end = (event) => void down.current.delete(event.pointerId);
  return { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end, onLostPointerCapture: end };
}
