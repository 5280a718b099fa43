// What a finding says, in the page's language: the server's own words where that is theirs, else a text of ours filled
// with its evidence. Pure.

/** @typedef {import('../api/plan_model.js').Finding} Finding */
/** @typedef {'title' | 'why' | 'try' | 'disprove'} Part */

/**
 * @typedef {object} Words
 * @property {(key: string) => string | null} template the text of a key with its `{names}`, null when there is none
 * @property {(name: string, value: unknown) => string} say a piece of evidence as text
 * @property {boolean} isServers the page speaks the server's language, whose words are about this very case
 */

/**
 * A part of a finding. A template whose names the evidence does not have would say `{rows}`: then the server speaks.
 * @param {Finding} finding
 * @param {Part} part
 * @param {Record<string, unknown>} known what is known beside the evidence, such as the step's table
 * @param {Words} words
 * @returns {{text: string, foreign: boolean}} foreign: it is English because there is no better
 */
export function findingText(finding, part, known, words) {
  const own = { text: finding[part] ?? '', foreign: !words.isServers };
  if (words.isServers && own.text !== '') return own;
  const template = words.template(`finding.${variantOf(finding)}.${part}`);
  if (template === null) return own;
  const values = { ...known, ...finding.evidence };
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (names.some((name) => values[name] === undefined || values[name] === null || values[name] === '')) return own;
  return { text: template.replace(/\{(\w+)\}/g, (_, name) => words.say(name, values[name])), foreign: false };
}

/**
 * Which of our texts fits: of a table that is wanted whole no index is missing.
 * @param {Finding} finding
 */
export function variantOf({ id, evidence }) {
  const isWhole = id === 'full_scan' && !evidence?.columns && Number(evidence?.filtered_percent ?? 100) >= 100;
  return isWhole ? 'full_scan_whole' : id;
}

/** Evidence that the title or the candidates say already. */
const SAID_ELSEWHERE = new Set(['table', 'schema', 'alias']);

/**
 * The evidence to list, in the order the server gave.
 * @param {Finding} finding
 * @returns {[string, unknown][]}
 */
export const evidenceOf = (finding) => Object.entries(finding.evidence ?? {})
  .filter(([name, value]) => !SAID_ELSEWHERE.has(name) && value !== null && value !== '');

/**
 * What unit a piece of evidence has, by the last word of its name.
 * @param {string} name
 * @returns {'us' | 'ms' | 'percent' | 'bytes' | 'plain'}
 */
export function unitOf(name) {
  const last = name.split('_').at(-1);
  return last === 'us' || last === 'ms' || last === 'percent' || last === 'bytes' ? last : 'plain';
}

const ORDER = { warning: 0, notice: 1, info: 2 };

/**
 * The gravest first; the server's order holds among equals.
 * @param {readonly Finding[]} findings
 */
export const bySeverity = (findings) => [...findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);

/**
 * The gravest finding of each step.
 * @param {readonly Finding[]} findings
 * @returns {Map<number, Finding>}
 */
export function gravestByNode(findings) {
  /** @type {Map<number, Finding>} */
  const found = new Map();
  for (const finding of bySeverity(findings)) {
    if (finding.node !== null && !found.has(finding.node)) found.set(finding.node, finding);
  }
  return found;
}
