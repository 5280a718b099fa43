// Both languages have the same keys with the same parameters, and every key is used somewhere.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { en } from '../../app/i18n/en.js';
import { ko } from '../../app/i18n/ko.js';

const app = join(dirname(fileURLToPath(import.meta.url)), '../../app');

/** @param {string | {one: string, other: string}} text */
const forms = (text) => (typeof text === 'string' ? [text] : [text.one, text.other]);
/** @param {string} text */
const parameters = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('English and Korean have the same keys in the same order', () => {
  assert.deepEqual(Object.keys(ko), Object.keys(en));
});

test('a key stands in one file only', () => {
  for (const language of ['en', 'ko']) {
    const lines = readdirSync(join(app, 'i18n')).filter((name) => name.startsWith(language))
      .flatMap((name) => [...readFileSync(join(app, 'i18n', name), 'utf8').matchAll(/^  '([^']+)':/gm)].map(([, key]) => key));
    assert.ok(lines.length > 700);
    assert.deepEqual(lines.filter((key, at) => lines.indexOf(key) !== at), []);
  }
});

test('a translation uses the parameters of the original', () => {
  for (const [key, text] of Object.entries(en)) {
    const original = new Set(forms(text).flatMap(parameters));
    for (const form of forms(ko[/** @type {keyof typeof ko} */ (key)])) {
      for (const name of parameters(form)) assert.ok(original.has(name), `${key}: {${name}} is not in the original`);
    }
    const translated = new Set(forms(ko[/** @type {keyof typeof ko} */ (key)]).flatMap(parameters));
    for (const name of original) assert.ok(translated.has(name), `${key}: the Korean text lost {${name}}`);
  }
});

test('no text is empty or left in the other language by mistake', () => {
  for (const [key, text] of [...Object.entries(en), ...Object.entries(ko)]) {
    for (const form of forms(text)) assert.ok(form.trim() !== '' && form === form.trim(), key);
  }
  for (const [key, text] of Object.entries(en)) assert.doesNotMatch(forms(text).join(''), /[가-힣]/, key);
});

test('every key is used, directly or through a family of keys', () => {
  const sources = readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !name.startsWith('i18n'))
    .map((name) => readFileSync(join(app, name), 'utf8')).join('\n');
  const families = [...sources.matchAll(/`([a-z_.]+[._])\$\{/g)].map(([, prefix]) => prefix);
  const unused = Object.keys(en).filter((key) =>
    !sources.includes(`'${key}'`) && !families.some((prefix) => key.startsWith(prefix)));
  assert.deepEqual(unused, []);
});

test('what can and cannot be seen has a sentence for when it can and for when it cannot', () => {
  const ids = Object.keys(en).map((key) => /^capability\.(?!state_|unknown$|none$)(\w+)$/.exec(key)?.[1]).filter(Boolean);
  assert.ok(ids.length >= 7, String(ids));
  for (const id of ids) {
    const states = Object.keys(en).filter((key) => key.startsWith(`sight.${id}.`)).map((key) => key.split('.')[2]);
    assert.ok(states.includes('yes') && states.some((state) => state === 'no' || state === 'partly'), `${id}: ${states}`);
  }
});
