// What is worth knowing of a plan: what it is, why it matters, what to try, and how to find out that it is wrong.
import { percent, duration, number, room } from '../../format.js';
import { known, t, template } from '../../i18n/index.js';
import { bySeverity, evidenceOf, saidText, unitOf } from '../../plan/finding_text.js';
import { language } from '../../preferences.js';
import { html, useSignal } from '../../view.js';
import { CopyButton } from '../copy.js';
import { printing } from '../printing.js';
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
  if (unit === 'percent') return value >= 10 || Number.isInteger(value) ? `${Math.round(value)} %` : percent(value, 100);
  if (unit === 'bytes') return room(value);
  return number(Number.isInteger(value) ? value : Number(value.toPrecision(3)), language.value);
}
/** What the server said in sentences, in the page's language. @param {readonly import('../../api/plan_model.js').Sentence[] | undefined} sentences @param {string} own */
const said = (sentences, own) => saidText(sentences, own, { template, say: sayEvidence, isEnglish: language.value === 'en' });

/**
 * A part of a finding.
 * @param {Finding} finding
 * @param {'title' | 'why' | 'try' | 'disprove'} part
 */
export const saidOf = (finding, part) => said(finding.sentences?.[part], finding[part]);

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
  const listed = all.value || printing.value || sorted.length <= LISTED + 1 ? sorted : sorted.slice(0, LISTED);
  return html`<ol class="findings" data-name="findings">${listed.map((finding, at) =>
    html`<${FindingItem} key=${`${finding.id}-${finding.node}-${at}`} finding=${finding} plan=${plan} state=${state} unfolded=${at < UNFOLDED && finding.severity === 'warning'} />`)}
    ${listed.length < sorted.length && html`<li class="finding finding-more"><button type="button" class="button ghost small" data-name="all-findings" onClick=${() => (all.value = true)}>${t('plan.all_findings', { n: sorted.length })}</button></li>`}</ol>`;
}

/** @param {{finding: Finding, plan: Plan, state: import('./state.js').PlanState, unfolded: boolean}} props */
function FindingItem({ finding, plan, state, unfolded }) {
  const open = useSignal(unfolded);
  const title = saidOf(finding, 'title');
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
    ${(open.value || printing.value) && html`<${FindingBody} finding=${finding} />`}
  </li>`;
}

/** @param {{finding: Finding}} props */
const Evidence = ({ finding }) => html`<ul class="evidence">${evidenceOf(finding).slice(0, 6).map(([name, value]) =>
  html`<li key=${name}><span class="faint">${known(`plan.evidence.${name}`, name.replaceAll('_', ' '))}</span> <span class=${name === 'on_disk' ? '' : 'figure wrap'}>${sayEvidence(name, value)}</span></li>`)}</ul>`;

/** @param {{finding: Finding}} props */
function FindingBody({ finding }) {
  const parts = /** @type {const} */ (['why', 'try', 'disprove']);
  const candidates = finding.candidates ?? [];
  return html`<div class="finding-body">
    <dl class="finding-parts">${parts.map((part) => {
      const { text, foreign } = saidOf(finding, part);
      return text && html`<div key=${part}><dt>${t(`plan.finding_${part}`)}</dt><dd lang=${foreign ? 'en' : undefined}>${text}</dd></div>`;
    })}</dl>
    ${candidates.map((candidate, at) => html`<${CandidateIndex} key=${at} candidate=${candidate} />`)}
    ${candidates.length > 0 && html`<p class="hint">${t('plan.candidate_hint')}</p>`}
  </div>`;
}

/** @param {{candidate: import('../../api/plan_model.js').Candidate}} props */
function CandidateIndex({ candidate }) {
  const note = said(candidate.sentences?.note, candidate.note);
  return html`<div class="candidate" data-name="candidate">
    <div class="with-copy"><${SqlBlock} sql=${candidate.ddl} /><${CopyButton} text=${candidate.ddl} /></div>
    ${note.text && html`<p class="hint wrap" data-name="candidate-note" lang=${note.foreign ? 'en' : undefined}>${note.text}</p>`}
  </div>`;
}
