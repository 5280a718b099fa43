// Why there is no plan: what a page adds to its own sentence, held against the sentences that the server has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { en } from '../../app/i18n/en.js';
import { ownWords, placeOf, refusalText, SAID_IN_FULL, subjectOf } from '../../app/plan/reason_text.js';

const crates = join(dirname(fileURLToPath(import.meta.url)), '../../../crates');

/** Each reason's code and English, as the server would say it of a thing called `name_of_it`, or of the number 7. */
function reasons() {
  return ['sql/src/guard/refusal.rs', 'mysql/src/explain/skipping.rs'].flatMap((path) => {
    const source = readFileSync(join(crates, path), 'utf8');
    const codes = new Map([...source.matchAll(/Self::(\w+)(?: \{ \.\. \})? => "(\w+)"/g)].map(([, name, code]) => [name, code]));
    return [...source.matchAll(/#\[error\(\s*"((?:[^"\\]|\\[^])*)"\s*\)\]\s*(\w+)/g)].map(([, text, name]) => {
      const detail = text.replace(/\\\n\s*/g, '').replace(/\{(\w+)\}/g, (_, place) => (/limit|bound|number/.test(place) ? '7' : 'name_of_it'));
      return { code: String(codes.get(name)), detail, names: /\{/.test(text) };
    });
  });
}

test('each reason of the server has its sentence here, with what it is about and nothing said twice', () => {
  const all = reasons();
  assert.ok(all.length > 30, String(all.length));
  for (const { code, detail, names } of all) {
    assert.ok(`plan.skipped.${code}` in en, code);
    if (code === 'view_refused') assert.equal(ownWords({ code, detail }), detail, 'of a refusal in a refusal the server tells');
    else if (names) {
      assert.match(String(subjectOf({ code, detail })), /^(name_of_it|7( bytes| ms)?)$/, `${code}: ${detail}`);
      assert.equal(ownWords({ code, detail }), '', code);
    } else {
      assert.ok(SAID_IN_FULL.has(code), code);
      assert.equal(ownWords({ code, detail }), '', code);
    }
  }
});

test('what is said in a way unknown here stands in the server’s words', () => {
  assert.equal(ownWords({ code: 'stored_function', detail: 'other words' }), 'other words');
  assert.equal(ownWords({ code: 'of_tomorrow', detail: 'why' }), 'why');
  assert.equal(ownWords({ code: 'of_tomorrow', detail: null }), '');
  assert.equal(subjectOf({ code: 'constructor', detail: 'x' }), null);
  assert.equal(subjectOf({ code: 'not_understood', detail: "the statement was not understood at 'a'b\n'" }), "a'b\n");
});

test('a refused document says where it was left', () => {
  assert.equal(refusalText("'document': the JSON is broken at line 3, column 9: a value"), 'the JSON is broken at line 3, column 9: a value');
  assert.deepEqual(placeOf('the JSON is broken at line 3, column 9: a value'), { line: '3', column: '9' });
  assert.deepEqual(placeOf('line 12 of the tree: no arrow'), { line: '12', column: '' });
  assert.equal(placeOf('the document is empty'), null);
});
