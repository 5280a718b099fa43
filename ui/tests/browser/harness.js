// A browser for the tests: one Chromium for a file, a fresh context for each test, and proof that nothing went wrong
// in the console. Needs AUROSCOPE_URL; CHROMIUM names another browser, AUROSCOPE_ARTIFACTS another folder for pictures.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContextOptions & {mayFail?: RegExp}} Options */

export const base = (process.env.AUROSCOPE_URL ?? '').replace(/\/$/, '');
const artifacts = process.env.AUROSCOPE_ARTIFACTS ?? join(tmpdir(), 'auroscope-ui');

/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  assert.ok(base, 'AUROSCOPE_URL must be the address of a running Auroscope, such as http://127.0.0.1:8306');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});
after(() => browser?.close());

/**
 * A test with a page of its own. It fails when the page throws, logs an error or breaks its security policy.
 * @param {string} name
 * @param {(page: Page) => Promise<void>} body
 * @param {Options} [options] mayFail: errors of the console that belong to the test
 */
export function onPage(name, body, { mayFail, ...options } = {}) {
  test(name, { timeout: 60_000 }, async () => {
    const context = await browser.newContext({
      baseURL: base, locale: 'en-US', timezoneId: 'Asia/Seoul', viewport: { width: 1440, height: 900 }, ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    /** @type {string[]} */
    const faults = [];
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !mayFail?.test(message.text())) faults.push(`console: ${message.text()}`);
    });
    try {
      await body(page);
      assert.deepEqual(faults, [], 'the page reported errors');
    } catch (error) {
      mkdirSync(artifacts, { recursive: true });
      const picture = join(artifacts, `${name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.png`);
      await page.screenshot({ path: picture }).catch(() => {});
      console.error(`picture of the failure: ${picture}\nconsole: ${faults.join('\n') || 'no errors'}`);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/**
 * The API as the page asks it.
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
export async function api(path, init) {
  const response = await fetch(`${base}/api/v1${path}`, {
    ...init, headers: { 'content-type': 'application/json', 'x-auroscope': '1', ...init?.headers },
  });
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/**
 * Waits until something holds, with a bound; for what the page has no element to wait on.
 * @param {string} what
 * @param {() => Promise<boolean>} holds
 */
export async function until(what, holds) {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `this did not come to hold within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * No horizontal scrolling of the page as a whole.
 * @param {Page} page
 */
export async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `the page is ${over} px wider than the window`);
}
