// Statements: ranking, order, the page of one statement with its executions.
import assert from 'node:assert/strict';
import { api, fits, onPage } from './harness.js';

const ROWS = '.statement-table tbody tr';

onPage('statements are ranked by total time, with their share of it', async (page) => {
  await page.goto('/statements?range=7d');
  await page.waitForSelector(ROWS);
  const shares = await page.$$eval(`${ROWS} .share`, (cells) => cells.map((cell) => Number.parseFloat(String(cell.textContent).replace('<', ''))));
  assert.deepEqual(shares, [...shares].sort((a, b) => b - a));
  const { count } = await api('/statements?limit=1');
  assert.ok(count > 0);
  await fits(page);
});

onPage('a sum over executions that do not all have the figure is marked as a lower bound', async (page) => {
  /** @type {{count: number, figures_known_count: number, rows_examined: number | null}[]} */
  let items = [];
  await page.route(/\/api\/v1\/statements\?/, async (route) => {
    const answer = await (await route.fetch()).json();
    const partly = { figures_known_count: 1, lower_bound_count: 0, rows_examined: 7, rows_sent: 3, lock_us: 5, error_count: 2 };
    items = answer.items.slice(0, 2).map((/** @type {any} */ item, /** @type {number} */ at) =>
      ({ ...item, ...partly, count: at === 0 ? 4 : 1 }));
    await route.fulfill({ json: { ...answer, items } });
  });
  await page.goto('/statements?range=7d');
  await page.waitForSelector(ROWS);
  const cells = (/** @type {string} */ column) => page.$$eval(`${ROWS} ${column}`, (cells) => cells.map((cell) => String(cell.textContent).trim()));
  assert.deepEqual(await cells('.c-examined'), ['≥ 7', '7']);
  assert.deepEqual(await cells('.c-sent'), ['≥ 3', '3']);
  assert.deepEqual(await cells('.mark-bad'), ['≥ 2 errors', '2 errors']);
  assert.ok(!(await cells('.c-total'))[0].includes('≥'), 'its durations are all known');
  await page.click(`${ROWS}:first-child .c-sql a`);
  await page.waitForSelector('[data-name=figures]');
  const figures = await page.innerText('[data-name=figures]');
  assert.match(figures, /≥ 7/);
  assert.match(figures, /≥ 3/);
  assert.match(figures, /≥ 5 µs/);
});

onPage('another order is in the address', async (page) => {
  await page.goto('/statements?range=7d');
  await page.click('[data-sort=count]');
  await page.waitForURL(/sort=count/);
  await page.waitForSelector('[data-sort=count][aria-pressed=true]');
});

onPage('a statement has its text, its figures and its executions, all of the same range', async (page) => {
  await page.goto('/statements?range=7d&state=finished');
  await page.waitForSelector(ROWS);
  const fingerprint = await page.getAttribute(`${ROWS}:first-child`, 'data-fingerprint');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/statements/${fingerprint}?range=7d&state=finished`);
  await page.waitForSelector('[data-name=figures]');
  const text = await api(`/statements/${fingerprint}`);
  await page.click('[data-name=text] [role=tab] >> nth=1');
  assert.equal(await page.textContent('[data-name=text] .sql-block'), text.normalized);
  await page.waitForSelector('.slow-table tbody tr');
});

onPage('a statement that does not exist is said in words', async (page) => {
  await page.goto(`/statements/${'f'.repeat(32)}`);
  await page.waitForSelector('[role=alert]');
}, { mayFail: /404/ });
