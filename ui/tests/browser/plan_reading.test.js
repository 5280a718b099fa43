// How plans are read: in the page's language, by keys and by screen readers, on paper, with nothing cut and no holes.
import assert from 'node:assert/strict';
import { onPage, until } from './harness.js';
import { aPlan, paste, STEPS, TREE } from './plan_set_up.js';

/** A document and a statement of which an index is a candidate, without any server that knows the table. */
const CANDIDATE = JSON.stringify({ query_block: { select_id: 1, cost_info: { query_cost: '5088.25' }, table: { table_name: 'customers', access_type: 'ALL',
  rows_examined_per_scan: 50_000, rows_produced_per_join: 5_000, filtered: '10.00', attached_condition: "(`shop`.`customers`.`phone` = '010')",
  cost_info: { read_cost: '4588.25', eval_cost: '500.00', prefix_cost: '5088.25', data_read_per_join: '7M' } } } });

onPage('what is said of a plan is in the page’s language, all of it', async (page) => {
  await page.addInitScript(() => localStorage.setItem('auroscope.language', 'ko'));
  await page.goto('/plans/paste');
  await page.fill('textarea[name=document]', CANDIDATE);
  await page.fill('textarea[name=sql]', "SELECT * FROM shop.customers WHERE phone = '010'");
  await page.click('.paste-form .primary');
  await page.waitForSelector('[data-finding=full_scan] [data-name=candidate-note]');
  assert.equal(await page.locator('[data-name=findings] [lang=en]').count(), 0, 'nothing is left in English');
  for (const text of await page.locator('[data-finding=full_scan] :is(.finding-title, .finding-parts dd, [data-name=candidate-note])').allInnerTexts()) assert.match(text, /[가-힣]/);
  await page.click('[data-name=language]');
  await until('the same in English', async () => /All of `customers` is read: 50,000 rows/.test(await page.innerText('[data-finding=full_scan] .finding-title')));
  assert.match(await page.innerText('[data-name=candidate-note]'), /compare with SHOW CREATE TABLE first/);
});

onPage('tabs, steps and boxes are reached by keys, and say what they are', async (page) => {
  await paste(page, TREE);
  await page.waitForSelector(STEPS);
  await page.focus('[role=tab][aria-selected=true]');
  await page.keyboard.press('ArrowRight');
  await page.waitForSelector('.diagram-svg .box');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-tab')), 'diagram', 'the focus goes with it');
  assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1, 'the tabs are one stop');
  assert.equal(await page.getAttribute('[role=tabpanel]', 'aria-labelledby'), await page.getAttribute('[role=tab][aria-selected=true]', 'id'));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForSelector('.diagram-svg .box[aria-pressed=true][tabindex="0"][data-node="1"]');
  assert.match(await page.innerText('[data-name=diagram-details][aria-live=polite]'), /Filter/);
  await page.focus('.diagram-svg .box[tabindex="0"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-name=diagram-details]', { state: 'detached' });
  await page.focus('[role=tab][aria-selected=true]');
  await page.keyboard.press('Home');
  await page.focus('[data-name=tree-table]');
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector('[data-name=tree-table][aria-activedescendant]');
  const active = await page.getAttribute('[data-name=tree-table]', 'aria-activedescendant');
  await page.waitForSelector(`#${active}[aria-selected=true]`);
  await page.keyboard.press('ArrowLeft');
  await page.waitForSelector(`#${active}[aria-expanded=false]`);
  const unnamed = await page.$$eval('main :is(button, a[href], input, textarea, select, [role=treegrid], [role=tablist], svg[role])', (all) => all
    .filter((one) => !(one.textContent?.trim() || one.getAttribute('aria-label') || one.closest('label'))).map((one) => one.outerHTML.slice(0, 120)));
  assert.deepEqual(unnamed, []);
});

onPage('on paper a plan is dark on white, whole, and without buttons', async (page) => {
  await page.addInitScript(() => localStorage.setItem('auroscope.theme', 'dark'));
  await page.goto(`/plans/${(await aPlan()).id}`);
  await page.waitForSelector(STEPS);
  await page.emulateMedia({ media: 'print' });
  const [red, green, blue] = await page.$eval('.plan-row .step-heading', (one) => (getComputedStyle(one).color.match(/\d+/g) ?? []).map(Number));
  assert.ok(red + green + blue < 150, `${red} ${green} ${blue}`);
  assert.equal(await page.locator('.button:visible, .top:visible').count(), 0);
  await until('every finding says why', async () => (await page.locator('.finding').count()) === (await page.locator('.finding-body').count()));
  assert.equal(await page.$eval('.plan-sql .sql-block', (one) => one.scrollHeight - one.clientHeight), 0, 'the statement is not folded');
});

onPage('of the figures of a plan no hole is left, and of a picture’s texts none is cut by its frame', async (page) => {
  await page.goto(`/plans/${(await aPlan()).id}`);
  await page.waitForSelector('.plan-head .tile');
  const gap = await page.$eval('.plan-head .tiles', (tiles) => tiles.getBoundingClientRect().right - Number(tiles.lastElementChild?.getBoundingClientRect().right));
  assert.ok(Math.abs(gap) <= 2, `${gap} px are empty behind the last figure`);
  await paste(page, TREE.replaceAll('<temporary>', '한국어로_된_아주_긴_이름의_임시_테이블'));
  await page.click('[data-name=plan] [data-tab=diagram]');
  await page.waitForSelector('.diagram-svg .box');
  const over = await page.$$eval('.diagram-svg .box', (boxes) => boxes.flatMap((box) => {
    const frame = Number(box.querySelector('.box-frame')?.getAttribute('width'));
    return [...box.querySelectorAll('svg text')].filter((text) => 13 + /** @type {SVGTextElement} */ (text).getComputedTextLength() > frame - 3).map((text) => text.textContent);
  }));
  assert.deepEqual(over, []);
}, { viewport: { width: 1280, height: 900 } });
