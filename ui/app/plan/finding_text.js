// What a finding says, in the page's language: the server names its sentences and gives what fills them. Pure.

/** @typedef {import('../api/plan_model.js').Finding} Finding */
/** @typedef {import('../api/plan_model.js').Sentence} Sentence */

/**
 * @typedef {object} Words
 * @property {(key: string) => string | null} template the text of a key with its `{names}`, null when there is none
 * @property {(name: string, value: unknown) => string} say a parameter as text
 * @property {boolean} isEnglish the page speaks the language of the server's own words
 */

/**
 * Sentences in the page's language. One that is not known here, or lacks a parameter, would leave a hole: then the
 * server's own words stand for all of them.
 * @param {readonly Sentence[] | undefined} sentences
 * @param {string | undefined} own the same in the server's words
 * @param {Words} words
 * @returns {{text: string, foreign: boolean}} foreign: it is English because there is no better
 */
export function saidText(sentences, own, words) {
  const said = (sentences ?? []).map(({ code, parameters }) => filled(words.template(`finding.${code}`), parameters, words));
  if (said.length === 0 || said.includes(null)) return { text: own ?? '', foreign: !words.isEnglish };
  return { text: said.join(' '), foreign: false };
}

/**
 * @param {string | null} template
 * @param {Record<string, unknown>} values
 * @param {Words} words
 */
function filled(template, values, words) {
  const names = [...(template ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  if (template === null || names.some((name) => values[name] === undefined || values[name] === null)) return null;
  return template.replace(/\{(\w+)\}/g, (_, name) => words.say(name, values[name]));
}

/** Evidence that the step or the candidates say already. */
const SAID_ELSEWHERE = new Set(['table', 'schema', 'alias']);

/**
 * The evidence to list, in the order the server gave: neither what the title says, nor what is not known or goes
 * without saying.
 * @param {Finding} finding
 * @returns {[string, unknown][]}
 */
export function evidenceOf(finding) {
  const inTitle = new Set((finding.sentences?.title ?? []).flatMap(({ parameters }) => Object.values(parameters)));
  return Object.entries(finding.evidence ?? {}).filter(([name, value]) => !SAID_ELSEWHERE.has(name) && value !== null && value !== ''
    && value !== 'unknown' && !(name === 'loops' && value === 1) && !inTitle.has(value) && !inTitle.has(`\`${value}\``));
}

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
