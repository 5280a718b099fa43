// The choice of the time range: relative ones stay relative in the link, absolute ones are in the page's zone.
import { zoneName } from '../format.js';
import { t } from '../i18n/index.js';
import { zone } from '../preferences.js';
import { bounds, fromInput, SPANS, spanMs, toInput } from '../time_range.js';
import { html, useSignal } from '../view.js';
import { moment } from '../format.js';
import { Popover } from './popover.js';

/** @typedef {import('../time_range.js').TimeRange} TimeRange */

/** @param {string} span */
function spanLabel(span) {
  const count = Number.parseInt(span, 10);
  const unit = /** @type {'s' | 'm' | 'h' | 'd' | 'w'} */ (span.at(-1));
  return t('time.last', { span: t(`time.unit_${unit}`, { count, n: count }) });
}

/** @param {TimeRange} range */
export function rangeLabel(range) {
  if (range.kind === 'relative') return spanLabel(range.span);
  const from = range.from ? moment(range.from, zone.value, 0) : t('time.begin');
  let to = range.to ? moment(range.to, zone.value, 0) : t('time.now');
  if (from.slice(0, 10) === to.slice(0, 10)) to = to.slice(11);
  return `${from} – ${to}`;
}

/**
 * @param {object} props
 * @param {TimeRange} props.range
 * @param {(range: TimeRange) => void} props.onChange
 * @param {import('../../vendor/signals/signals.js').Signal<boolean>} props.open
 */
export function TimePicker({ range, onChange, open }) {
  /** @param {TimeRange} chosen */
  const choose = (chosen) => {
    open.value = false;
    onChange(chosen);
  };
  const spans = range.kind === 'relative' && !SPANS.includes(range.span) ? [...SPANS, range.span] : SPANS;
  return html`<${Popover} open=${open} name="time" title=${t('time.title')} label=${html`<span class="clip">${rangeLabel(range)}</span>`}>
    <ul class="choices">${spans.map((span) => html`<li key=${span}><button type="button" class="choice"
      aria-pressed=${range.kind === 'relative' && range.span === span}
      onClick=${() => choose({ kind: 'relative', span })}>${spanLabel(span)}</button></li>`)}</ul>
    <${Absolute} range=${range} onChoose=${choose} />
  </${Popover}>`;
}

/** @param {{range: TimeRange, onChoose: (range: TimeRange) => void}} props */
function Absolute({ range, onChoose }) {
  const shown = bounds(range, new Date());
  const from = useSignal(shown.from ? toInput(shown.from, zone.value) : '');
  const to = useSignal(range.kind === 'absolute' && shown.to ? toInput(shown.to, zone.value) : '');
  const begin = fromInput(from.value, zone.value);
  const end = fromInput(to.value, zone.value);
  const backwards = begin !== null && end !== null && begin >= end;
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!backwards && (begin || end)) onChoose({ kind: 'absolute', from: begin, to: end });
  };
  return html`<form class="fields popover-part" onSubmit=${submit}>
    <h3>${t('time.absolute')} <small>${zoneName(zone.value, new Date())}</small></h3>
    <label class="field">${t('time.from')}<input type="datetime-local" step="1" value=${from.value}
      onInput=${(/** @type {any} */ event) => (from.value = event.target.value)} /></label>
    <label class="field">${t('time.to')}<input type="datetime-local" step="1" value=${to.value}
      onInput=${(/** @type {any} */ event) => (to.value = event.target.value)} /></label>
    <p class="hint" data-bad=${backwards}>${backwards ? t('time.backwards') : t('time.open_end')}</p>
    <button class="button primary" disabled=${backwards || (!begin && !end)}>${t('time.apply')}</button>
  </form>`;
}

/**
 * The range twice as long, for an empty listing's way out.
 * @param {TimeRange} range
 * @returns {TimeRange | null}
 */
export function wider(range) {
  if (range.kind === 'absolute') return null;
  const next = SPANS.find((span) => Number(spanMs(span)) > Number(spanMs(range.span)));
  return next ? { kind: 'relative', span: next } : null;
}
