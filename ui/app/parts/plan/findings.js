// What is worth knowing of a plan: what it is, why it matters, what to try, and how to find out that it is wrong.
import { percent, duration, number, room } from '../../format.js';
import { known, t, template } from '../../i18n/index.js';
import { bySeverity, evidenceOf, findingText, unitOf } from '../../plan/finding_text.js';
import { shortHeading } from '../../plan/steps.js';
import { language } from '../../preferences.js';
import { html, useSignal } from '../../view.js';
import { CopyButton } from '../copy.js';
import { SqlBlock } from '../sql.js';
import { SeverityMark } from './marks.js';
import { showStep } from './state.js';

/** @typedef {import('../../api/plan_model.js').Finding} Finding */
/** @typedef {import('../../api/plan_model.js').Plan} Plan */

/** So many are unfolded at first. */
const UNFOLDED = 1;
/** So many are listed at first; the worst query of a fleet may have thirty. */
const LISTED = 6;

/**
 * A piece of evidence as text, with its unit.
 * @param {string} name
 * @param {unknown} value
 * @returns {string}
 */
function sayEvidence(name, value) {
  if (typeof value === 'boolean') return t(value ? 'figure.yes' : 'figure.no');
  if (Array.isArray(value)) return value.map((one) => sayEvidence(name, one)).join(', ');
  if (typeof value === 'string') return name === 'on_disk' ? known(`plan.on_disk.${value}`, value) : value;
  if (typeof value !== 'number') return JSON.stringify(value) ?? '';
  const unit = unitOf(name);
  if (unit === 'us') return duration(value);
  if (unit === 'ms') return duration(value * 1_000);
  if (unit === 'percent') return percent(value, 100);
  if (unit === 'bytes') return room(value);
  return number(Number.isInteger(value) ? value : Number(value.toPrecision(3)), language.value);
}


/**
 * A part of a finding in the page's language. A step that reads no table is called by what it does.
 * @param {Finding} finding
 * @param {'title' | 'why' | 'try' | 'disprove'} part
 * @param {readonly import('../../api/plan_model.js').PlanNode[] | null} nodes
 */
export function saidOf(finding, part, nodes) {
  const step = finding.node === null ? undefined : nodes?.[finding.node];
  return findingText(finding, part, { table: step && (step.table?.alias ?? shortHeading(step)) },
    { template, say: sayEvidence, isServers: language.value === 'en' });
}

/**
 * @param {object} props
 * @param {readonly Finding[]} props.findings
 * @param {Plan} props.plan
 * @param {import('./state.js').PlanState} props.state
 */
export function Findings({ findings, plan, state }) {
  const all = useSignal(false);
  if (findings.length === 0) return html`<p class="muted plan-no-findings" data-name="no-findings">✓ ${t('plan.no_findings')}</p>`;
  const sorted = bySeverity(findings);
  const listed = all.value || sorted.length <= LISTED + 1 ? sorted : sorted.slice(0, LISTED);
  return html`<ol class="findings" data-name="findings">${listed.map((finding, at) =>
    html`<${FindingItem} key=${`${finding.id}-${finding.node}-${at}`} finding=${finding} plan=${plan} state=${state} unfolded=${at < UNFOLDED && finding.severity === 'warning'} />`)}
    ${listed.length < sorted.length && html`<li class="finding finding-more"><button type="button" class="button ghost small" data-name="all-findings" onClick=${() => (all.value = true)}>${t('plan.all_findings', { n: sorted.length })}</button></li>`}</ol>`;
}

/** @param {{finding: Finding, plan: Plan, state: import('./state.js').PlanState, unfolded: boolean}} props */
function FindingItem({ finding, plan, state, unfolded }) {
  const open = useSignal(unfolded);
  const title = saidOf(finding, 'title', plan.nodes);
  const step = finding.node !== null ? plan.nodes[finding.node] : undefined;
  return html`<li class=${`finding finding-${finding.severity}`} data-finding=${finding.id} data-open=${open.value}>
    <header class="finding-head">
      <button type="button" class="finding-title" aria-expanded=${open.value} onClick=${() => (open.value = !open.value)}>
        <span class="twisty" aria-hidden="true">${open.value ? '▾' : '▸'}</span>
        <${SeverityMark} severity=${finding.severity} />
        <b lang=${title.foreign ? 'en' : undefined}>${title.text}</b></button>
      <${Evidence} finding=${finding} />
      ${step && html`<button type="button" class="button small" data-name="show-step" title=${step.heading}
        onClick=${() => showStep(state, step.id)}>${t('plan.show_step')}</button>`}
    </header>
    ${open.value && html`<${FindingBody} finding=${finding} plan=${plan} />`}
  </li>`;
}

/** @param {{finding: Finding}} props */
const Evidence = ({ finding }) => html`<ul class="evidence">${evidenceOf(finding).slice(0, 6).map(([name, value]) =>
  html`<li key=${name}><span class="faint">${known(`plan.evidence.${name}`, name.replaceAll('_', ' '))}</span> <span class="figure wrap">${sayEvidence(name, value)}</span></li>`)}</ul>`;

/** @param {{finding: Finding, plan: Plan}} props */
function FindingBody({ finding, plan }) {
  const parts = /** @type {const} */ (['why', 'try', 'disprove']);
  return html`<div class="finding-body">
    <dl class="finding-parts">${parts.map((part) => {
      const said = saidOf(finding, part, plan.nodes);
      // Ours is of every such finding, the server's of this one.
      const below = part !== 'disprove' && said.text !== finding[part] ? finding[part] : '';
      return said.text && html`<div key=${part}><dt>${t(`plan.finding_${part}`)}</dt><dd><p lang=${said.foreign ? 'en' : undefined}>${said.text}</p>
        ${below && html`<p class="hint" lang="en">${below}</p>`}</dd></div>`;
    })}</dl>
    ${(finding.candidates ?? []).map((candidate, at) => html`<div key=${at} class="candidate" data-name="candidate">
      <div class="with-copy"><${SqlBlock} sql=${candidate.ddl} /><${CopyButton} text=${candidate.ddl} /></div>
      ${candidate.note && html`<p class="hint wrap" lang="en">${candidate.note}</p>`}
    </div>`)}
    ${(finding.candidates ?? []).length > 0 && html`<p class="hint">${t('plan.candidate_hint')}</p>`}
  </div>`;
}
