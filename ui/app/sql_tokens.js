// A lexer for colouring SQL, not for understanding it: any text gives tokens that join to the same text again.

/** @typedef {{kind: 'keyword' | 'string' | 'number' | 'comment' | 'name' | 'mark', text: string}} Token */

const KEYWORDS = new Set(
  `add all alter analyze and as asc between by call case change check collate column commit constraint create cross current
  cte database delete desc describe distinct div drop duplicate else end escape except exists explain fields force foreign
  from full function group having high_priority if ignore in index inner insert intersect interval into is join key kill
  lateral left like limit load lock locked low_priority mod modify natural no nowait not null of offset on or order outer
  over partition primary procedure recursive references regexp rename replace returning right rlike rollback row rows
  select separator set share show skip sounds start straight_join table temporary then to transaction trigger truncate
  union unique update use using values view when where window with xor`.split(/\s+/),
);

/**
 * The parts of a statement; the last one takes any single character, so the scan always moves on.
 * What opens (a quote, a comment) also ends at the end of the text: a part that failed there would be tried
 * again from each later opening, and the time would grow with the square of the length.
 */
const PART = new RegExp(
  [
    String.raw`(?<comment>\/\*[\s\S]*?(?:\*\/|$)|#[^\n]*|--(?=\s|$)[^\n]*)`,
    String.raw`(?<string>'(?:[^'\\]|\\[\s\S]?|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]?|"")*(?:"|$))`,
    String.raw`(?<quoted>${'`'}(?:[^${'`'}]|${'``'})*(?:${'`'}|$))`,
    String.raw`(?<number>(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)(?![\w$]))`,
    String.raw`(?<word>[@:]{0,2}[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?<mark>[^'"${'`'}#\/\-\p{L}\p{N}_$@:]+|[\s\S])`,
  ].join('|'),
  'iuy',
);

/**
 * @param {string} sql
 * @returns {Token[]}
 */
export function tokens(sql) {
  /** @type {Token[]} */
  const found = [];
  PART.lastIndex = 0;
  for (let match = PART.exec(sql); match; match = PART.exec(sql)) {
    const text = match[0];
    const kind = kindOf(match.groups ?? {}, text);
    const last = found.at(-1);
    // Fewer, longer tokens: a table shows fifty of these statements.
    if (last && last.kind === kind && (kind === 'mark' || kind === 'name')) last.text += text;
    else found.push({ kind, text });
  }
  return found;
}

/**
 * @param {Record<string, string | undefined>} groups
 * @param {string} text
 * @returns {Token['kind']}
 */
function kindOf(groups, text) {
  if (groups.word !== undefined) return KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'name';
  if (groups.comment !== undefined) return 'comment';
  if (groups.string !== undefined) return 'string';
  if (groups.number !== undefined) return 'number';
  return groups.quoted !== undefined ? 'name' : 'mark';
}
