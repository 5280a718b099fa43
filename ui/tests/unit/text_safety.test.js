// What a database says is hostile: it is never markup, a formula, or the end of a code span.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isCut, toCsv, toJson, toMarkdown } from '../../app/export.js';
import { tokens } from '../../app/sql_tokens.js';

const ui = join(dirname(fileURLToPath(import.meta.url)), '../..');

test('nothing sets markup, evaluates text or needs an inline script or style', () => {
  const files = readdirSync(join(ui, 'app'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  for (const name of files) {
    const source = readFileSync(join(ui, 'app', name), 'utf8');
    assert.doesNotMatch(source, /\.innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function/, name);
  }
  const page = readFileSync(join(ui, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
});

test('colouring changes no character of a statement, whatever it is', () => {
  const texts = [
    '', "SELECT 'it''s \\' ok', \"a\", `we``ird` FROM t -- end", "'open", '/* open', '`open', '"open \\', '\\', '#c\nSELECT 1',
    'SELECT 0xFF, 1e10, .5, 1.5e-3, a1, $x, @v, @@global.x, :p', '한국어 🎉 \ud800 SELECT', "a--b, a -- b", '\0\x01', 'x'.repeat(50_000),
    "'".repeat(20_001), '\\'.repeat(9_999), '/*'.repeat(9_999), `IN (${'1,'.repeat(9_999)})`,
  ];
  for (const text of texts) assert.equal(tokens(text).map((token) => token.text).join(''), text);
});

test('colouring is linear in the length', () => {
  const started = performance.now();
  for (const piece of ["'\\", "''", '/*', '--', '`', '"\\""', 'a1 ', '1e', '@@', '- ']) tokens(piece.repeat(60_000));
  assert.ok(performance.now() - started < 5_000);
});

test('tokens are told apart', () => {
  const kinds = tokens("SELECT a, 'x' FROM t WHERE n = 42 -- done").filter(({ text }) => text.trim()).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['keyword', 'name', 'mark', 'string', 'keyword', 'name', 'keyword', 'name', 'mark', 'number', 'comment']);
});

test('a spreadsheet gets no formula from CSV, and every line end and quote survives', () => {
  const csv = toCsv(['a', 'b'], [{ a: '=cmd|calc', b: 'x"y\n,' }, { a: null, b: -5 }]);
  assert.equal(csv, 'a,b\r\n\'=cmd|calc,"x""y\n,"\r\n,-5\r\n');
});

test('a text that a list has cut is known by its bytes', () => {
  assert.ok(isCut({ sql: '한', sql_bytes: 4 }));
  assert.ok(!isCut({ sql: '한', sql_bytes: 3 }));
  assert.ok(!isCut({ sql: 'a stream says nothing of it' }));
});

test('Markdown keeps SQL in its code span', () => {
  const markdown = toMarkdown(['user', 'sql'], [{ user: '<b>|x', sql: 'SELECT `a` | ``\n' }]);
  assert.equal(markdown, '| user | sql |\n|---|---|\n| \\<b\\>\\|x | ``` SELECT `a` \\| `` ``` |\n');
  assert.equal(toJson([]), '[]\n');
});
