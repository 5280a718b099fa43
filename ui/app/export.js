// A listing as CSV, JSON or Markdown. Pure: rows in, text out.

/** The columns of an exported slow query, named as the API names them. */
export const SLOW_COLUMNS = /** @type {const} */ ([
  'id', 'target', 'state', 'started_at', 'finished_at', 'duration_us', 'duration_kind', 'lock_us', 'rows_sent',
  'rows_examined', 'rows_affected', 'errors', 'user', 'host', 'schema', 'connection_id', 'thread_id', 'event_id',
  'fingerprint', 'class', 'schema_inferred', 'truncated', 'lossy', 'sql',
]);

export const STATEMENT_COLUMNS = /** @type {const} */ ([
  'fingerprint', 'class', 'count', 'lower_bound_count', 'figures_known_count', 'total_us', 'mean_us', 'p95_us', 'max_us', 'rows_examined',
  'rows_sent', 'lock_us', 'error_count', 'first_seen', 'last_seen', 'normalized',
]);

/** What a Markdown table shows: the columns a person reads in a ticket. */
const MARKDOWN_COLUMNS = new Set([
  'target', 'state', 'started_at', 'duration_us', 'duration_kind', 'rows_examined', 'rows_sent', 'user', 'schema', 'sql',
  'count', 'lower_bound_count', 'total_us', 'mean_us', 'p95_us', 'max_us', 'normalized',
]);

/**
 * Whether a list has cut the text of a row: what is taken away must be whole.
 * @param {{sql: string, sql_bytes?: number}} row
 */
export const isCut = ({ sql, sql_bytes }) => sql_bytes !== undefined && new TextEncoder().encode(sql).length < sql_bytes;

/** @param {unknown} value */
const plain = (value) => (value === null || value === undefined ? '' : String(value));

/**
 * RFC 4180, with a defence for spreadsheets: a text that would be read as a formula gets an apostrophe before it.
 * @param {readonly string[]} columns
 * @param {Record<string, any>[]} rows
 */
export function toCsv(columns, rows) {
  /** @param {unknown} value */
  const cell = (value) => {
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : plain(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column])).join(','))].join('\r\n') + '\r\n';
}

/** @param {Record<string, any>[]} rows */
export const toJson = (rows) => `${JSON.stringify(rows, null, 2)}\n`;

/**
 * @param {readonly string[]} columns
 * @param {Record<string, any>[]} rows
 */
export function toMarkdown(columns, rows) {
  const shown = columns.filter((column) => MARKDOWN_COLUMNS.has(column));
  const lines = rows.map((row) => `| ${shown.map((column) => markdownCell(column, row[column])).join(' | ')} |`);
  return [`| ${shown.join(' | ')} |`, `|${shown.map(() => '---').join('|')}|`, ...lines].join('\n') + '\n';
}

/**
 * @param {string} column
 * @param {unknown} value
 */
function markdownCell(column, value) {
  const line = plain(value).replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  if (column === 'sql' || column === 'normalized') {
    // A code span ends at a run of as many backticks as began it, and identifiers bring their own.
    const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    const pad = longest > 0 ? ' ' : '';
    return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
  }
  return line.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`);
}
