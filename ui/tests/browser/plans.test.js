// Plans: the list, one plan in all its tabs, the plan of a slow query and of a statement, the paste box.
// What only a bad day brings (a regression, a full queue) is put into the server's real answers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { ownWords, subjectOf } from '../../app/plan/reason_text.js';
import { api, fits, onPage, until } from './harness.js';
import { aPlan, paste, STEPS, TREE } from './plan_set_up.js';

const ROWS = '.plans-table tbody tr';

onPage('the list shows what the API lists, and says in words why a plan could not be had', async (page) => {
  await page.goto('/plans');
  await page.waitForSelector(ROWS);
  const { items } = await api('/plans?limit=50');
  const known = new Set(items.map((/** @type {{id: string}} */ { id }) => id));
  const shown = await page.$$eval(ROWS, (rows) => rows.map((row) => String(/** @type {HTMLElement} */ (row).dataset.plan)));
  assert.ok(shown.length > 0 && shown.some((id) => known.has(id)));
  await fits(page);
  await page.click('[data-taken=without]');
  await page.waitForURL(/plan=without/);
  await until('only failed ones are listed', async () => (await page.locator(ROWS).count()) > 0 && (await page.locator(`${ROWS}[data-failed=false]`).count()) === 0);
  const { items: [failed] } = await api('/plans?skipped=true&limit=1');
  const why = await page.innerText(`tr[data-plan="${failed.id}"] [data-name=why]`);
  assert.ok(why.includes(subjectOf(failed.skipped) ?? ownWords(failed.skipped)), `${why} names what it is about: ${failed.skipped.detail}`);
  await page.click('[data-name=language]');
  assert.match(await page.innerText(`tr[data-plan="${failed.id}"] [data-name=why] p >> nth=0`), /[가-힣]/, 'in the page’s language');
  await page.goto(`/plans/${failed.id}`);
  await page.waitForSelector(`[data-name=plan-reason][data-code="${failed.skipped.code}"]`);
  assert.equal(await page.locator('[data-name=tree-table]').count(), 0);
});

onPage('an empty list names what is missing, with the right to grant', async (page) => {
  await page.route(/\/api\/v1\/plans\?/, (route) => route.fulfill({ json: { items: [], next: null } }));
  await page.goto('/plans');
  await page.waitForSelector('[data-name=no-plans] .sql-block');
  assert.match(await page.innerText('[data-name=no-plans]'), /GRANT SELECT/);
});

onPage('a plan is a table of all its steps, walked by keys, and the address holds the step', async (page) => {
  const item = await aPlan();
  const { plan } = await api(`/plans/${item.id}`);
  await page.goto(`/plans/${item.id}`);
  await page.waitForSelector(STEPS);
  assert.equal(await page.locator(STEPS).count(), plan.plan.nodes.length);
  assert.equal(await page.getAttribute('.plan-method', 'data-method'), item.method);
  await page.locator('.plan-head').click();
  await page.keyboard.press('j');
  await page.waitForSelector(`${STEPS}[aria-selected=true][data-node="0"]`);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-of="0"] [data-name=step-details]');
  await page.waitForURL(/node=0/);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('c');
  await until('the steps are in the clipboard', async () =>
    (await page.evaluate(() => navigator.clipboard.readText())).split('\n').length === plan.plan.nodes.length + 1);
  await page.keyboard.press('y');
  await until('the link is in the clipboard', async () => /node=0/.test(await page.evaluate(() => navigator.clipboard.readText())));
  await page.reload();
  await page.waitForSelector(`${STEPS}[aria-selected=true][data-node="0"]`);
  await fits(page);
});

onPage('the picture has a box for each step; it is moved, magnified, and shows what is clicked', async (page) => {
  await paste(page, TREE);
  await page.click('[data-name=plan] [data-tab=diagram]');
  await page.waitForSelector('.diagram-svg .box');
  assert.equal(await page.locator('.diagram-svg .box').count(), 5);
  const seen = () => page.getAttribute('.diagram-svg', 'viewBox');
  const first = await seen();
  await page.click('.diagram-bar .button >> nth=0');
  assert.notEqual(await seen(), first);
  await page.click('[data-name=fit]');
  await page.$eval('.diagram-svg', (svg) => svg.scrollIntoView({ block: 'center' }));
  const frame = await page.locator('.diagram-svg').boundingBox();
  assert.ok(frame);
  const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  const before = await seen();
  await page.$eval('[data-name=fit]', (button) => button.focus());
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, 20);
  await page.mouse.wheel(0, -20);
  assert.equal(await seen(), before, 'who scrolls the page past the picture is not caught by it');
  // Two fingers on a pad: unlike a plain wheel this magnifies at once.
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -60);
  await page.keyboard.up('Control');
  await until('the wheel magnifies', async () => (await seen()) !== before);
  const magnified = await seen();
  await page.mouse.down();
  await page.mouse.move(x - 90, y - 30, { steps: 4 });
  await page.mouse.up();
  assert.notEqual(await seen(), magnified, 'dragging moves it');
  assert.equal(await page.locator('[data-name=diagram-details]').count(), 0, 'and is no click');
  await page.click('[data-name=fit]');
  await page.click('.diagram-svg .box[data-node="2"]');
  assert.match(await page.innerText('[data-name=diagram-details]'), /Table scan on c/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-name=save-svg]')]);
  const svg = await readFile(await download.path(), 'utf8');
  assert.match(svg, /^<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.ok(!/\bclass=/.test(svg) && /fill="rgb/.test(svg), 'it needs no style sheet');
});

onPage('what the server wrote is shown unchanged, and can be taken away', async (page) => {
  const item = await aPlan();
  const { documents } = await api(`/plans/${item.id}`);
  await page.goto(`/plans/${item.id}?tab=raw`);
  const name = documents.tree !== null ? 'tree' : 'json';
  await page.click(`[data-name=raw] [data-tab=${name}]`);
  const shown = String(await page.textContent('[data-name=raw] pre'));
  assert.equal(shown.replace(/\s+/g, ''), documents[name].replace(/\s+/g, ''));
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-name=save-markdown]')]);
  assert.ok((await readFile(await download.path(), 'utf8')).includes('```'));
});

onPage('a pasted plan needs no server: every part is there and its texts are only texts', async (page) => {
  await paste(page, TREE);
  await page.waitForSelector(STEPS);
  assert.equal(await page.locator(STEPS).count(), 5);
  const row = (/** @type {number} */ id) => page.innerText(`${STEPS}[data-node="${id}"]`);
  assert.match(await row(0), /↑×27/);
  assert.match(await row(4), /never executed/);
  assert.match(await row(1), /<img src=x/);
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.equal(await page.evaluate(() => 'hostile' in window), false);
  await page.click('[data-name=plan] [data-tab=diff]');
  await page.fill('[data-name=plan] textarea', TREE.replace('Index lookup on o using customer (customer_id = c.id)', 'Table scan on o'));
  await page.click('.diff-paste .primary');
  await page.waitForSelector('[data-name=same-shape][data-same=false]');
  const kinds = await page.$$eval('.diff-row[data-kind]', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.kind));
  assert.ok(kinds.some((kind) => kind !== 'same'), String(kinds));
});

onPage('what is no plan is refused with words that say what was looked for', async (page) => {
  await paste(page, 'SELECT 1');
  await page.waitForSelector('[data-name=paste-error]');
  assert.ok((await page.innerText('[data-name=paste-error]')).length > 60);
  assert.equal(await page.inputValue('textarea[name=document]'), 'SELECT 1', 'what was typed stays');
}, { mayFail: /422/ });

onPage('a file is read by dropping it', async (page) => {
  await page.goto('/plans/paste');
  await page.setInputFiles('.drop-area input[type=file]', { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from(TREE) });
  await until('the text is in the field', async () => (await page.inputValue('textarea[name=document]')) === TREE);
});

/** A statement of 200 tables, as JSON of version 1. */
const WIDE = JSON.stringify({ query_block: { select_id: 1, cost_info: { query_cost: '700.00' }, nested_loop: Array.from({ length: 200 }, (_, at) => ({ table: {
  table_name: `t${at}`, access_type: at % 40 === 0 ? 'ALL' : 'eq_ref', ...(at % 40 === 0 ? {} : { key: 'PRIMARY', possible_keys: ['PRIMARY'], ref: [`t${at - 1}.id`] }),
  rows_examined_per_scan: at % 40 === 0 ? 50_000 : 1, rows_produced_per_join: 1, filtered: '100.00', attached_condition: `(t${at}.a > ${at})`,
  cost_info: { read_cost: '1.00', eval_cost: '0.10', prefix_cost: `${at * 3.5}`, data_read_per_join: '1K' } } })) } });

onPage('a statement of 200 tables stays usable: a key draws two rows and not two hundred', async (page) => {
  await paste(page, WIDE);
  await page.waitForSelector(`${STEPS}[data-node="200"]`);
  await page.locator('.page-title').click();
  await page.keyboard.press('j');
  await page.waitForSelector(`${STEPS}[aria-selected=true]`);
  const changed = await page.evaluate(async () => {
    const rows = new Set();
    const observer = new MutationObserver((changes) => changes.forEach(({ target }) =>
      rows.add(/** @type {Element} */ (target instanceof Element ? target : target.parentElement).closest('[data-node]') ?? 'the table itself')));
    observer.observe(/** @type {Element} */ (document.querySelector('[data-name=tree-table]')), { subtree: true, attributes: true, childList: true, characterData: true });
    dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ' }));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    observer.disconnect();
    rows.delete('the table itself');
    return rows.size;
  });
  assert.ok(changed > 0 && changed <= 2, `${changed} rows were drawn anew`);
  await page.click('[data-name=plan] [data-tab=diagram]');
  await until('all boxes are drawn', async () => (await page.locator('.diagram-svg .box').count()) === 201);
  await fits(page);
});

onPage('the plan stands on the slow query’s page, and EXPLAIN ANALYZE asks first', async (page) => {
  const item = await aPlan();
  /** @type {any[]} */
  const asked = [];
  await page.route(/\/slow-queries\/[0-9a-f]{32}\/plan$/, async (route) => {
    asked.push(route.request().postDataJSON());
    await route.fulfill({ json: { outcome: 'refused', code: 'lock_wait', detail: 'a table is locked, by DDL for example', plan_id: null } });
  });
  const { target } = await api(`/slow-queries/${item.execution_id}`);
  await page.goto(`/slow/${item.execution_id}`);
  await page.waitForSelector(`[data-name=plan-of-query] ${STEPS}`);
  await page.click('[data-name=analyze]');
  const dialog = await page.innerText('[data-name=confirm-analyze][open]');
  assert.ok(dialog.includes(target) && /executes the query/.test(dialog) && /10 s/.test(dialog), dialog);
  assert.deepEqual(asked, [], 'nothing is executed before it is confirmed');
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-name=confirm-analyze]', { state: 'detached' });
  await page.click('[data-name=analyze]');
  await page.selectOption('[data-name=confirm-analyze] select', '5');
  await page.click('[data-name=confirm]');
  await page.waitForSelector('[data-name=outcome][data-outcome=refused]');
  assert.deepEqual(asked, [{ analyze: true, confirm: 'execute', limit_s: 5 }]);
  assert.match(await page.innerText('[data-name=outcome]'), /locked/);
});

onPage('a plan is taken now, by the real server, and what came of it is said', async (page) => {
  const item = await aPlan();
  await page.goto(`/slow/${item.execution_id}`);
  await page.waitForSelector(`[data-name=plan-of-query] ${STEPS}`);
  await page.click('[data-name=take-plan]');
  await page.waitForSelector('[data-name=outcome]');
  assert.match(String(await page.getAttribute('[data-name=outcome]', 'data-outcome')), /^(captured|queued|refused)$/);
});

onPage('a statement’s page has the shapes of its plan, and a change for the worse with both plans', async (page) => {
  const item = await aPlan();
  const { items } = await api('/plans?skipped=false&limit=200');
  const other = items.find((/** @type {{id: string}} */ { id }) => id !== item.id) ?? item;
  const shape = (/** @type {any} */ plan, /** @type {number} */ p95_us, /** @type {boolean} */ is_current) => ({ shape: plan.shape, plan, first_seen: plan.first_seen,
    last_seen: plan.last_seen, is_current, count: 7, p50_us: p95_us / 2, p95_us, max_us: p95_us * 2, shape_text: '' });
  await page.goto(`/statements/${item.fingerprint}?range=7d`);
  await page.waitForSelector('[data-name=plan-history] [data-shape]');
  await page.route(/\/api\/v1\/statements\/[0-9a-f]{32}\/plans/, (route) => route.fulfill({ json: { histories: [{ target: item.target, schema: item.schema,
    shapes: [shape(item, 9_300_000, true), shape(other, 1_800_000, false)], regressed_from: other.id,
    regression: { id: 'plan_changed', severity: 'warning', node: null, evidence: { p95_before_us: 1_800_000, p95_after_us: 9_300_000 }, title: '', why: '', try: '', disprove: '', candidates: [],
      sentences: { title: [{ code: 'plan_changed.title', parameters: { factor: 5.2, p95_before_us: 1_800_000, p95_after_us: 9_300_000 } }] } } }] } }));
  await page.reload();
  await page.waitForSelector('[data-name=regression]');
  assert.match(await page.innerText('[data-name=regression]'), /1\.800 s.*9\.300 s/);
  await page.click('[data-name=show-diff]');
  await page.waitForSelector('[data-name=diff] .diff-row[data-kind]');
});

onPage('on a telephone, in Korean and in the dark, a plan is whole', async (page) => {
  await page.addInitScript(() => {
    localStorage.setItem('auroscope.language', 'ko');
    localStorage.setItem('auroscope.theme', 'dark');
  });
  await paste(page, TREE);
  await page.waitForSelector(STEPS);
  await fits(page);
  for (const tab of ['diagram', 'raw', 'diff']) {
    await page.click(`[data-name=plan] [data-tab=${tab}]`);
    await fits(page);
  }
  for (const path of ['/plans', `/plans/${(await aPlan()).id}`]) {
    await page.goto(path);
    await page.waitForSelector('main .table, main [data-name=plan]');
    await fits(page);
  }
}, { viewport: { width: 390, height: 844 } });
