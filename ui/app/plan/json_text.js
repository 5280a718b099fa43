// JSON made readable without reading it: indented as its brackets say, every literal left as the server wrote it. Pure.

const INDENT = '  ';

/**
 * A parser would turn `1e+30`, `0.10` and a number of 20 digits into other texts; a raw document must not change.
 * A text that has line breaks already is as its writer wanted it.
 * @param {string} text
 */
export function prettyJson(text) {
  if (/\n\s/.test(text.trim())) return text;
  const parts = [];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*"?|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    const open = token === '{' || token === '[';
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      const empty = parts.length > 0 && /^\n *$/.test(parts[parts.length - 1]) && /[{[]$/.test(parts[parts.length - 2] ?? '');
      if (empty) parts.pop();
      else parts.push(`\n${INDENT.repeat(depth)}`);
    }
    parts.push(token === ':' ? ': ' : token);
    if (open) depth += 1;
    if (open || token === ',') parts.push(`\n${INDENT.repeat(depth)}`);
  }
  return parts.join('');
}
