// Live and the frame: streams, pause, hidden tabs, a lost connection, languages, themes, zones, narrow screens.
import assert from 'node:assert/strict';
import { api, fits, onPage, until } from './harness.js';

/** Counts the event streams that are open in a page, from before its first script. */
const COUNT_STREAMS = `window.openStreams = 0; window.EventSource = class extends EventSource {
  constructor(url) { super(url); window.openStreams++; } close() { if (this.readyState !== 2) window.openStreams--; super.close(); } };`;

/** @param {import('playwright-core').Page} page */
const streams = (page) => page.evaluate(() => /** @type {any} */ (window).openStreams);

onPage('every target is there, seen now or said to be not seen', async (page) => {
  await page.goto('/live');
  const { items } = await api('/targets');
  assert.ok(items.length > 0, 'the set-up must have a target');
  for (const { id } of items) await page.waitForSelector(`.strip-target[data-target="${id}"]`);
  await page.waitForSelector('.strip-target[data-sight=seen]');
  assert.match(await page.innerText('[data-name=live-count]'), /\d+ running\s+\d+ slow/);
});

onPage('pause stops the stream and says since when; a hidden tab has no stream', async (page) => {
  await page.addInitScript(COUNT_STREAMS);
  await page.goto('/live');
  await page.waitForSelector('.strip-target');
  await until('one stream is open', async () => (await streams(page)) === 1);
  await page.keyboard.press('p');
  await page.waitForSelector('[data-name=pause][aria-pressed=true]');
  await until('the stream is closed', async () => (await streams(page)) === 0);
  await page.keyboard.press('p');
  await until('the stream is open again', async () => (await streams(page)) === 1);
  const hide = (/** @type {boolean} */ hidden) => page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await hide(true);
  await until('a hidden tab closes its stream', async () => (await streams(page)) === 0);
  await hide(false);
  await until('a shown tab opens it', async () => (await streams(page)) === 1);
});

onPage('one target can be chosen, and the choice is in the address', async (page) => {
  await page.goto('/live');
  await page.click('.strip-target[data-sight=seen]');
  await page.waitForURL(/\?target=/);
  await page.waitForSelector('.strip-target[aria-pressed=true]');
});

onPage('a lost connection is said loudly and heals by itself', async (page) => {
  await page.goto('/live');
  await page.waitForSelector('.strip-target');
  await page.context().setOffline(true);
  await page.evaluate(() => { document.dispatchEvent(new Event('visibilitychange')); });
  await page.waitForSelector('[data-name=unreachable]');
  await page.context().setOffline(false);
  await page.waitForSelector('[data-name=unreachable]', { state: 'detached', timeout: 30_000 });
}, { mayFail: /ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_/ });

onPage('Korean browsers get Korean, and the choice of a language is kept', async (page) => {
  await page.goto('/slow');
  await page.waitForSelector('.nav');
  assert.equal(await page.getAttribute('html', 'lang'), 'ko');
  assert.match(await page.innerText('.nav'), /실시간/);
  await page.click('[data-name=language]');
  assert.match(await page.innerText('.nav'), /Live/);
  await page.reload();
  await page.waitForSelector('.nav');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
}, { locale: 'ko-KR' });

onPage('the theme follows the system until a person chooses; the zone toggles', async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto('/slow?range=7d');
  await page.waitForSelector('.slow-table');
  const dark = await ground();
  await page.click('[data-name=theme]');
  await until('the light theme shows', async () => (await ground()) !== dark);
  await page.reload();
  assert.notEqual(await ground(), dark, 'the choice holds from the first paint on');
  await page.waitForSelector('.slow-table time');
  const local = await page.getAttribute('.slow-table time >> nth=0', 'title');
  await page.click('[data-name=zone]');
  const utc = await page.getAttribute('.slow-table time >> nth=0', 'title');
  assert.match(String(local), /UTC\+9$/);
  assert.match(String(utc), /UTC$/);
}, { colorScheme: 'dark' });

for (const path of ['/live', '/slow?range=7d', '/statements?range=7d', '/targets', '/targets?add']) {
  onPage(`${path} fits a narrow screen`, async (page) => {
    await page.goto(path);
    await page.waitForSelector('.table, .empty, form');
    await fits(page);
  }, { viewport: { width: 380, height: 800 } });
}

onPage('the help opens with ? and closes with Escape', async (page) => {
  await page.goto('/slow');
  await page.waitForSelector('.filter-bar');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
});

onPage('the page carries a strict security policy', async (page) => {
  const response = await page.goto('/live');
  const policy = response?.headers()['content-security-policy'] ?? '';
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.match(policy, /style-src 'self'(;|$)/);
  assert.match(policy, /frame-ancestors 'none'/);
});
