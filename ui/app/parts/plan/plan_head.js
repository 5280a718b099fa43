// What a plan is of and how honest it is: where, when, whose statement it was, and by which means it was had.
import { compactNumber, duration, zoneName } from '../../format.js';
import { known, t } from '../../i18n/index.js';
import { asUs, plainNumber } from '../../plan/figures.js';
import { zone } from '../../preferences.js';
import { html } from '../../view.js';
import { Ago, Duration, Moment } from '../figures.js';
import { MethodMark, ShapeMark } from './marks.js';

/** @typedef {import('../../api/plan_model.js').PlanDetail} PlanDetail */

/** @param {{plan: PlanDetail}} props */
export function PlanHead({ plan }) {
  const shown = plan.plan ?? plan.tree_plan;
  // Of one that could not be taken, no means tells anything.
  const taken = plan.shape !== null || shown !== null;
  const who = [plan.user, plan.host].filter(Boolean).join('@');
  return html`<header class="plan-head" data-name="plan-head">
    ${taken && html`<p class="plan-method" data-method=${plan.method}><${MethodMark} method=${plan.method} /> <span>${known(`plan.method.${plan.method}_why`, '')}</span></p>`}
    <dl class="tiles">
      ${tile(t('column.target'), html`<a class="wrap" href=${`/targets/${encodeURIComponent(plan.target)}`}>${plan.target}</a>`)}
      ${tile(t('figure.schema'), plan.schema === null ? html`<span class="faint">${t('filter.none')}</span>` : html`<span class="wrap">${plan.schema}</span>`)}
      ${plan.connection_id !== null && tile(t('figure.connection'), html`<span class="figure">${plan.connection_id}</span>`)}
      ${who && tile(t('figure.user'), html`<span class="wrap">${who}</span>`)}
      ${tile(t(taken ? 'plan.taken_at' : 'plan.tried_at'), html`<${Moment} at=${plan.taken_at} /> <small>${zoneName(zone.value, new Date(plan.taken_at))} · <${Ago} at=${plan.taken_at} /></small>`)}
      ${taken && tile(t('plan.shape'), html`<${ShapeMark} shape=${plan.shape} />`)}
      ${taken && tile(t('plan.cost'), cost(shown?.plan.total_cost ?? plan.total_cost))}
      ${plan.total_time_ms !== null && tile(t('plan.time'), html`<span class="figure">${duration(Number(asUs(plan.total_time_ms)))}</span>`)}
      ${plan.server_version && tile(t('column.version'), html`<span class="wrap">${plan.server_version}</span>`)}
      ${plan.waited_us !== null && (taken || plan.waited_us > 0) && tile(t('plan.waited'), html`<${Duration} us=${plan.waited_us} />`)}
    </dl></header>`;
}

/** @param {string} label @param {any} value */
const tile = (label, value) => html`<div class="tile" key=${label}><dt>${label}</dt><dd>${value}</dd></div>`;

/** @param {number | null | undefined} value */
export const cost = (value) => (value === null || value === undefined ? html`<span class="faint">–</span>`
  : html`<span class="figure" title=${String(value)}>${plainNumber(value, compactNumber)}</span>`);
