// SQL on the screen: coloured tokens, always as text nodes.
import { t } from '../i18n/index.js';
import { tokens } from '../sql_tokens.js';
import { html, useMemo } from '../view.js';

/** Above this many characters colouring costs more than it helps. */
const COLOUR_LIMIT = 120_000;

/** @param {string} sql */
function coloured(sql) {
  if (sql.length > COLOUR_LIMIT) return sql;
  return tokens(sql).map(({ kind, text }) =>
    kind === 'mark' || kind === 'name' ? text : html`<span class=${`sql-${kind}`}>${text}</span>`);
}

/**
 * One line of a statement in a table. The style sheet folds white space; the text itself is not changed.
 * @param {{sql: string, truncated?: boolean}} props
 */
export function SqlLine({ sql, truncated = false }) {
  const parts = useMemo(() => {
    // A 20 kB statement must not be put into the page fifty times, nor be cut between the halves of an emoji.
    const cut = sql.length > 360 ? sql.slice(0, 360).replace(/[\uD800-\uDBFF]$/, '') : sql;
    return [coloured(cut.trimStart()), cut.length < sql.length || truncated ? '…' : ''];
  }, [sql, truncated]);
  if (sql === '') return html`<span class="sql-line muted">${t('sql.hidden')}</span>`;
  return html`<code class="sql-line">${parts}</code>`;
}

/**
 * A whole statement.
 * @param {{sql: string}} props
 */
export function SqlBlock({ sql }) {
  const parts = useMemo(() => coloured(sql), [sql]);
  if (sql === '') return html`<p class="muted">${t('sql.hidden')}</p>`;
  return html`<pre class="sql-block" tabindex="0"><code>${parts}</code></pre>`;
}
