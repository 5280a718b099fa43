// Texts in the person's language. The key is checked by the type checker, the two tables by a test.
import { language } from '../preferences.js';
import { en } from './en.js';
import { ko } from './ko.js';

/** @typedef {keyof typeof en} Key */
/** @typedef {string | {one: string, other: string}} Text */

/** @type {Record<import('../preferences.js').Language, Record<Key, Text>>} */
const TABLES = { en, ko };

/**
 * The text of a key, with `{name}` replaced by the parameter of that name. `count` picks the plural form.
 * @param {Key} key
 * @param {Record<string, string | number>} [parameters]
 * @returns {string}
 */
export function t(key, parameters) {
  const text = TABLES[language.value][key];
  const form = typeof text === 'string' ? text : Number(parameters?.count) === 1 ? text.one : text.other;
  return parameters ? fill(form, parameters) : form;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} parameters
 */
function fill(text, parameters) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in parameters ? String(parameters[name]) : whole));
}

/**
 * The text of a key that the server chose (a new server may know more than this page); the fallback else.
 * @param {string} key
 * @param {string} fallback
 */
export function known(key, fallback) {
  return key in en ? t(/** @type {Key} */ (key)) : fallback;
}

/**
 * The text of a key as it stands, with its `{names}`; null when there is none of that name.
 * @param {string} key
 * @returns {string | null}
 */
export function template(key) {
  const text = key in en ? TABLES[language.value][/** @type {Key} */ (key)] : null;
  return typeof text === 'string' ? text : null;
}
