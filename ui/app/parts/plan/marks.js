// Small words about plans: how one was taken, how rows are found, what stands out, how grave a finding is.
import { accessGroup, isSmall } from '../../plan/figures.js';
import { known, t } from '../../i18n/index.js';
import { html } from '../../view.js';

/** @typedef {import('../../api/plan_model.js').PlanNode} PlanNode */
/** @typedef {import('../../api/plan_model.js').Severity} Severity */

export const SEVERITIES = /** @type {const} */ (['warning', 'notice', 'info']);
const SEVERITY_SIGNS = { warning: '▲', notice: '◆', info: 'ℹ' };

/** @param {{method: import('../../api/plan_model.js').PlanMethod}} props */
export const MethodMark = ({ method }) =>
  html`<span class=${`mark method-${method}`} title=${known(`plan.method.${method}_why`, '')}>${known(`plan.method.${method}`, method)}</span>`;

/**
 * The word of the traditional EXPLAIN for how a table's rows are found.
 * @param {{node: PlanNode}} props
 */
export function AccessMark({ node }) {
  const access = node.table?.access;
  if (!access || node.operation.kind === 'temporary_scan') return null;
  return html`<span class=${`access access-${accessGroup(access)}`} data-small=${isSmall(node)} title=${accessWords(access)}>${access}</span>`;
}

/** @param {string} access */
export const accessWords = (access) => known(`plan.access.${access}`, access);

/** What the access mark says already; that a step never ran stands with its rows. */
const SAID_BY_ACCESS = new Set(['full_scan', 'full_index_scan']);

/** @param {{node: PlanNode}} props */
export const Badges = ({ node }) => html`${(node.badges ?? []).filter((badge) => badge !== 'never_executed' && (!SAID_BY_ACCESS.has(badge) || !node.table?.access)).map((badge) =>
  html`<span key=${badge} class="mark plan-badge" data-badge=${badge} title=${known(`plan.badge.${badge}_why`, '')}>${known(`plan.badge.${badge}`, badge)}</span>`)}`;

/** What a step is to the one above it, where that is not plain. */
const PLAIN_ROLES = new Set(['root', 'input', 'probe_side']);

/** @param {PlanNode} node */
export function roleWords(node) {
  const role = PLAIN_ROLES.has(node.role) ? [] : [known(`plan.role.${node.role}`, node.role)];
  const join = node.join && node.join !== 'inner' ? [known(`plan.join.${node.join}`, node.join)] : [];
  const number = node.block?.select_id !== undefined && node.role !== 'root' ? [`#${node.block.select_id}`] : [];
  return [...role, ...number, ...join];
}

/** @param {{severity: Severity}} props */
export const SeverityMark = ({ severity }) => html`<span class=${`severity severity-${severity}`} title=${t(`plan.severity.${severity}`)}>
  <span aria-hidden="true">${SEVERITY_SIGNS[severity] ?? '·'}</span><span class="off-screen">${t(`plan.severity.${severity}`)}</span></span>`;

/** @param {{counts: Record<Severity, number> | null | undefined}} props */
export function FindingCounts({ counts }) {
  const found = SEVERITIES.filter((severity) => (counts?.[severity] ?? 0) > 0);
  if (found.length === 0) return html`<span class="faint">–</span>`;
  return html`<span class="finding-counts">${found.map((severity) => html`<span key=${severity} class=${`severity severity-${severity}`}
    title=${`${t(`plan.severity.${severity}`)}: ${counts?.[severity]}`}><span aria-hidden="true">${SEVERITY_SIGNS[severity]}</span> ${counts?.[severity]}<span class="off-screen"> ${t(`plan.severity.${severity}`)}</span></span>`)}</span>`;
}

/** The short name of a shape. @param {string} shape */
export const shortShape = (shape) => shape.slice(0, 8);

/** @param {{shape: string | null}} props */
export const ShapeMark = ({ shape }) => (shape === null ? html`<span class="faint">–</span>`
  : html`<span class="mono shape" title=${`${t('plan.shape_why')} ${shape}`}>${shortShape(shape)}</span>`);
