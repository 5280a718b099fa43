// Figures on the screen: with unit, tabular digits, a mark when they are a lower bound, and a dash when not known.
import { tick } from '../clock.js';
import { serverAheadMs } from '../api/client.js';
import { compactNumber, duration, exactSeconds, moment, number, roughDuration, shortMoment, UNKNOWN, zoneName } from '../format.js';
import { t } from '../i18n/index.js';
import { language, zone } from '../preferences.js';
import { html } from '../view.js';

/** @param {{title?: string}} props */
export const Unknown = ({ title }) =>
  html`<span class="unknown" title=${title ?? t('figure.unknown')} aria-label=${t('figure.unknown')}>${UNKNOWN}</span>`;

const AtLeast = () => html`<span class="at-least" aria-label=${t('figure.at_least')}>≥${' '}</span>`;

/**
 * @param {{us: number | null, lowerBound?: boolean, why?: string}} props why: in words, what makes it a lower bound
 */
export function Duration({ us, lowerBound = false, why = t('mark.lower_bound_why') }) {
  if (us === null) return html`<${Unknown} />`;
  const title = lowerBound ? `≥ ${exactSeconds(us)} · ${why}` : exactSeconds(us);
  return html`<span class="figure" title=${title}>${lowerBound && html`<${AtLeast} />`}${duration(us)}</span>`;
}

/**
 * A count, shortened in tables; the exact number is in the tooltip. A sum is a lower bound where not every execution has it.
 * @param {{value: number | null | undefined, short?: boolean, lowerBound?: boolean}} props
 */
export function Count({ value, short = false, lowerBound = false }) {
  if (value === null || value === undefined) return html`<${Unknown} />`;
  const full = number(value, language.value);
  const exact = short && value >= 1_000 ? full : null;
  const title = lowerBound ? `≥ ${full} · ${t('mark.partial_why')}` : exact;
  return html`<span class="figure" title=${title}>${lowerBound && html`<${AtLeast} />`}${short ? compactNumber(value) : full}</span>`;
}

/**
 * A moment in the chosen zone. The tooltip has all digits and the zone.
 * @param {{at: string | null, full?: boolean}} props
 */
export function Moment({ at, full = false }) {
  if (at === null) return html`<${Unknown} />`;
  const shown = full ? moment(at, zone.value) : shortMoment(at, zone.value, new Date(tick.value));
  return html`<time class="figure" datetime=${at} title=${`${moment(at, zone.value)} ${zoneName(zone.value, new Date(at))}`}>${shown}</time>`;
}

/**
 * A rough duration in the page's words, as a part of a sentence.
 * @param {number} us
 */
export function rough(us) {
  const [figure, unit] = roughDuration(us).split(' ');
  return t(`age.${/** @type {'s' | 'm' | 'h' | 'd'} */ (unit)}`, { n: figure, count: Number(figure) });
}

/**
 * How long ago something was by the server's clock.
 * @param {{at: string | null}} props
 */
export function Ago({ at }) {
  if (at === null) return html`<${Unknown} />`;
  const us = (tick.value + serverAheadMs.value - new Date(at).getTime()) * 1_000;
  return html`<time datetime=${at} title=${moment(at, zone.value)}>${t('figure.ago', { age: rough(us) })}</time>`;
}
