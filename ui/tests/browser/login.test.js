// Logging in, on an Auroscope that has an admin password: AUROSCOPE_LOGIN_URL and AUROSCOPE_LOGIN_PASSWORD.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, onPage, until } from './harness.js';

const baseURL = (process.env.AUROSCOPE_LOGIN_URL ?? '').replace(/\/$/, '');
const password = process.env.AUROSCOPE_LOGIN_PASSWORD ?? '';
const FIELD = '.login-form input[name=password]';
/** The browser logs each refusal that the test provokes. */
const mayFail = /status of 401/;

/** @param {import('playwright-core').Page} page @param {string} text */
async function submit(page, text) {
  await page.fill(FIELD, text);
  await page.click('.login-form .primary');
}

if (baseURL && password) {
  onPage('a wrong password is refused in words and leads nowhere', async (page) => {
    await page.goto('/targets');
    await page.waitForSelector(FIELD);
    assert.equal(await page.locator('.nav').count(), 0, 'nothing of the application shows before the log-in');
    assert.ok(await page.evaluate((field) => document.activeElement?.matches(field), FIELD), 'one can type at once');
    await submit(page, `${password} `);
    await page.waitForSelector('.login-form [role=alert]');
    assert.match(await page.innerText('.login-form [role=alert]'), /wrong/i);
    assert.doesNotMatch(await page.innerText('.login-form [role=alert]'), /logged out/i, 'nobody was logged in');
    assert.equal((await page.context().cookies()).length, 0);
  }, { baseURL, mayFail });

  onPage('the page that was asked for is reached after the log-in, with all of its address', async (page) => {
    await page.goto('/slow?range=7d&min=3s&sort=duration_us');
    await submit(page, password);
    await page.waitForSelector('[data-sort=duration_us], [data-name=nothing-found], [data-name=no-targets]');
    assert.match(page.url(), /\/slow\?range=7d&min=3s&sort=duration_us$/);
    const [cookie] = await page.context().cookies();
    assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict', JSON.stringify(cookie));
    await page.reload();
    await page.waitForSelector('.nav');
  }, { baseURL, mayFail });

  onPage('who logs out has to log in again, in every tab', async (page) => {
    await page.goto('/targets');
    await submit(page, password);
    await page.waitForSelector('.nav');
    const other = await page.context().newPage();
    await other.goto('/slow');
    await other.waitForSelector('.nav');
    await page.click('[data-name=log-out]');
    await page.waitForSelector(FIELD);
    const status = () => page.evaluate(async () => (await fetch('/api/v1/targets')).status);
    await until('the session is over', async () => (await status()) === 401);
    await other.waitForSelector(FIELD, { timeout: 30_000 });
    await page.reload();
    await page.waitForSelector(FIELD);
    await submit(page, password);
    await page.waitForURL('**/targets');
    await page.waitForSelector('.nav');
  }, { baseURL, mayFail });

  onPage('the log-in speaks Korean and fits a narrow screen', async (page) => {
    await page.goto('/');
    await page.waitForSelector(FIELD);
    assert.match(await page.innerText('.login-form'), /비밀번호/);
    await fits(page);
    await submit(page, 'wrong');
    await page.waitForSelector('.login-form [role=alert]');
    assert.match(await page.innerText('.login-form [role=alert]'), /비밀번호/);
  }, { baseURL, mayFail, locale: 'ko-KR', viewport: { width: 380, height: 800 } });
} else {
  test('logging in', { skip: 'AUROSCOPE_LOGIN_URL and AUROSCOPE_LOGIN_PASSWORD name no Auroscope that asks for a log-in' }, () => {});
}
