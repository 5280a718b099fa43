// What a reason without a plan says besides its code: the function, the view, the bound that it is about. Pure.

/** @typedef {import('../api/plan_model.js').Reason} Reason */

/** Where the server's English names what the reason is about. */
const SUBJECTS = /** @type {Record<string, RegExp>} */ ({
  too_long: /longer than (\d+ bytes)/,
  too_deep: /more than (\d+) deep/,
  not_explainable: /^(.+) is no statement/,
  stored_function: /^(.+) is not known to be built in/,
  dangerous_function: /^(.+?) waits/,
  dangerous_table: /^(.+) is a table of the server/,
  not_understood: /understood at '(.*)'$/s,
  view_unreadable: /^the view (.+) cannot be looked into/,
  too_many_tables: /more than (\d+) tables/,
  timed_out: /within (\d+ ms)/,
  server_error: /error (\d+)$/,
});

/** Of these the server's English says what ours does, and nothing of the very case. */
export const SAID_IN_FULL = new Set(['truncated', 'not_utf8', 'no_plan', 'several_statements', 'user_variable', 'into', 'placeholder', 'hint', 'procedure',
  'unsupported_server', 'still_running', 'no_schema', 'table_gone', 'no_privilege', 'read_only', 'lock_wait', 'syntax', 'interrupted',
  'no_longer_running', 'not_for_connection', 'not_a_query']);

/**
 * The name, text or bound that the reason is about; null where there is none, or where it is said in a way unknown here.
 * @param {Reason} reason
 */
export const subjectOf = ({ code, detail }) => (Object.hasOwn(SUBJECTS, code) ? SUBJECTS[code].exec(detail ?? '')?.[1] ?? null : null);

/**
 * The server's own words, where they say more than the code and its subject do.
 * @param {{code: string, detail: string | null}} reason
 * @returns {string}
 */
export function ownWords({ code, detail }) {
  return !detail || SAID_IN_FULL.has(code) || subjectOf({ code, detail }) !== null ? '' : detail;
}

/**
 * What the reader of pasted plans says, without the name of the field, which the page has only one of.
 * @param {string} detail
 */
export const refusalText = (detail) => detail.replace(/^'\w+': /, '');

/**
 * Where the reader stopped.
 * @param {string} detail
 * @returns {{line: string, column: string} | null} column: empty where only the line is known
 */
export function placeOf(detail) {
  const found = /\bline (\d+)(?:, column (\d+))?/.exec(detail);
  return found && { line: found[1], column: found[2] ?? '' };
}
