// Slow queries: list, filters in the address, order, paging, keyboard, detail, hostile text, export.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { api, fits, onPage, until } from './harness.js';

const ROWS = '.slow-table tbody tr';
const WEEK = '/slow?range=7d';

onPage('the list shows what the API lists, latest start first', async (page) => {
  await page.goto(`${WEEK}&state=finished`);
  await page.waitForSelector(ROWS);
  const shown = await page.$$eval(ROWS, (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.id));
  const { items } = await api('/slow-queries?state=finished&limit=200');
  const known = new Set(items.map((/** @type {{id: string}} */ { id }) => id));
  assert.ok(shown.length > 0);
  assert.ok(shown.slice(-5).every((id) => known.has(String(id))));
  const first = items.find((/** @type {{id: string}} */ { id }) => id === shown[0]);
  // By its id: while this looks, newer ones may come to stand above it.
  assert.equal(await page.getAttribute(`.slow-table tr[data-id="${shown[0]}"] time`, 'datetime'), first.started_at);
  await fits(page);
});

onPage('a running row grows while one looks, in the list and on its own page', async (page) => {
  const [row, own] = [`${ROWS} .c-duration .figure >> nth=0`, '.detail-duration .figure'];
  await page.goto(`${WEEK}&state=running&text=long_running`);
  await page.waitForSelector(row);
  const before = await page.innerText(row);
  await until('the duration has grown', async () => (await page.innerText(row)) !== before);
  // One that ends just now grows no more: then another one runs, and is looked at.
  await until('one that runs has grown on its own page', async () => {
    const { items } = await api('/slow-queries?state=running&text=long_running&limit=1');
    if (items.length === 0) return false;
    await page.goto(`/slow/${items[0].id}`);
    await page.waitForSelector(own);
    const first = await page.innerText(own);
    for (const end = Date.now() + 4_000; Date.now() < end;) {
      if ((await page.innerText(own)) !== first) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  });
});

onPage('a text that the list has cut is whole in what is taken away', async (page) => {
  const sql = `SELECT '${'긴'.repeat(2_000)}' -- end`;
  const cut = (/** @type {any} */ item) => ({ ...item, sql: sql.slice(0, 1_300), sql_bytes: new TextEncoder().encode(sql).length });
  await page.route(/\/api\/v1\/slow-queries\?/, async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, items: answer.items.slice(0, 1).map(cut) } });
  });
  await page.route(/\/api\/v1\/slow-queries\/[0-9a-f]{32}$/, async (route) => {
    await route.fulfill({ json: { ...(await (await route.fetch()).json()), sql } });
  });
  await page.goto(`/slow?from=2020-01-01T00:00:00Z&to=${new Date(Date.now() - 1_000).toISOString()}&state=finished`);
  await page.waitForSelector(ROWS);
  await page.click('[data-name=export] > button');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-name=export] .choice:text-is("JSON")')]);
  assert.equal(JSON.parse(await readFile(await download.path(), 'utf8'))[0].sql, sql);
});

onPage('the list does not pass a schema that a log only hints at, or does not tell, for a fact', async (page) => {
  await page.route(/\/api\/v1\/slow-queries\?/, async (route) => {
    const answer = await (await route.fetch()).json();
    const of = (/** @type {any} */ change, /** @type {number} */ place) => ({ ...answer.items[0], id: `${place}`.repeat(32), sources: ['slow_log'], ...change });
    const schemas = [{ schema: 'guessed', schema_inferred: true }, { schema: 'said' }, { schema: null }, { schema: null, sources: ['live'] }];
    await route.fulfill({ json: { ...answer, items: schemas.map(of) } });
  });
  await page.goto(`/slow?from=2020-01-01T00:00:00Z&to=${new Date(Date.now() - 1_000).toISOString()}&state=finished`);
  await page.waitForSelector(ROWS);
  const shown = await page.$$eval(`${ROWS} .c-who`, (cells) => cells.map((cell) => [cell.textContent, cell.querySelectorAll('[data-name=schema-inferred]').length]));
  assert.deepEqual(shown.map(([, marks]) => marks), [1, 0, 0, 0]);
  assert.ok(String(shown[0]?.[0]).includes('guessed') && String(shown[1]?.[0]).includes('said'));
  assert.notEqual(shown[2]?.[0], shown[3]?.[0]);
});

onPage('hostile SQL and Korean are text on every page that shows them', async (page) => {
  const { items: [query] } = await api(`/slow-queries?text=${encodeURIComponent('<img src=x onerror')}&limit=1`);
  assert.ok(query, 'the set-up must have run a statement with <img src=x onerror=…> in it');
  const search = `?range=7d&text=${encodeURIComponent('<img src=x onerror')}`;
  for (const path of [`/slow${search}`, `/slow/${query.id}`, `/statements${search}`, `/statements/${query.fingerprint}?range=7d`]) {
    await page.goto(path);
    await page.waitForSelector('.sql-line, .sql-block');
    assert.equal(await page.locator('img[src="x"]').count(), 0, `${path} made markup of a text`);
  }
  await page.goto(`/slow/${query.id}`);
  await page.click('[data-tab=sent]');
  assert.equal(await page.textContent('[data-name=text] .sql-block'), query.sql, 'the text is whole and unchanged');
  const { items: korean } = await api(`/slow-queries?text=${encodeURIComponent('한')}&limit=1`);
  if (korean[0]) {
    await page.goto(`/slow/${korean[0].id}`);
    await page.click('[data-tab=sent]');
    assert.equal(await page.textContent('[data-name=text] .sql-block'), korean[0].sql);
  }
});

onPage('filters, search and order live in the address and survive a reload', async (page) => {
  await page.goto(WEEK);
  await page.waitForSelector(ROWS);
  await page.click('[data-sort=duration_us]');
  await page.waitForURL(/sort=duration_us/);
  await page.fill('input[type=search]', 'select');
  await page.waitForURL(/text=select/);
  await page.click('[data-name=filters] > button');
  await page.fill('input[name=min]', '100ms');
  await page.check('input[name=state][value=finished]');
  await page.click('[data-name=filters] form .primary');
  await page.waitForURL(/min=100ms/);
  const address = page.url();
  for (const part of ['range=7d', 'sort=duration_us', 'text=select', 'min=100ms', 'state=finished']) assert.ok(address.includes(part), address);
  await page.reload();
  await page.waitForSelector(`[data-sort=duration_us][aria-pressed=true]`);
  assert.equal(await page.inputValue('input[type=search]'), 'select');
  assert.equal(await page.locator('.chip').count(), 3);
  await page.click('.chip:has-text("100 ms")');
  await page.waitForFunction(() => !location.search.includes('min='));
});

onPage('what a person fills in survives the events that stream in', async (page) => {
  const { items: [query] } = await api('/slow-queries?state=finished&limit=1');
  /** @type {() => void} */
  let release = () => {};
  const filled = new Promise((resolve) => { release = () => resolve(null); });
  await page.route('**/slow-queries/stream*', async (route) => {
    await filled;
    const started = new Date(Date.now() - 1_000).toISOString();
    const data = JSON.stringify({ ...query, id: 'e'.repeat(32), started_at: started, user: 'newcomer' });
    await route.fulfill({ contentType: 'text/event-stream', body: `event: slow_query\ndata: ${data}\n\n` });
  });
  await page.goto(WEEK);
  await page.waitForSelector(ROWS);
  await page.click('[data-name=filters] > button');
  await page.check('input[name=state][value=finished]');
  await page.fill('input[name=user]', 'someone');
  release();
  await page.waitForSelector('.new-pill, tr[data-id^=eeee]');
  assert.ok(await page.isChecked('input[name=state][value=finished]'));
  assert.equal(await page.inputValue('input[name=user]'), 'someone');
});

onPage('a streamed record whose text was cut joins a search by what its whole text says', async (page) => {
  const { items: [query] } = await api('/slow-queries?state=finished&limit=1');
  const texts = { ['d'.repeat(32)]: 'SELECT 1 -- needle', ['e'.repeat(32)]: 'SELECT 1 -- hay' };
  const news = Object.keys(texts).map((id) => ({ ...query, id, started_at: new Date(Date.now() - 1_000).toISOString(), sql: 'SELECT 1', sql_bytes: 18 }));
  await page.route(/\/api\/v1\/slow-queries\?/, (route) => route.fulfill({ json: { items: [query], next: null } }));
  await page.route(/\/api\/v1\/slow-queries\/([de])\1{31}$/, async (route) => {
    const item = news.find(({ id }) => route.request().url().endsWith(id));
    const sql = texts[String(item?.id)];
    await route.fulfill({ json: { ...item, sql, sql_bytes: sql.length } });
  });
  await page.route('**/slow-queries/stream*', (route) => route.fulfill({ contentType: 'text/event-stream',
    body: news.map((item) => `event: slow_query\ndata: ${JSON.stringify(item)}\n\n`).join('') }));
  await page.goto(`${WEEK}&text=needle`);
  await page.waitForSelector('tr[data-id^=dddd]');
  assert.equal(await page.locator('tr[data-id^=eeee]').count(), 0);
});

onPage('a range is chosen with t: relative ones stay relative', async (page) => {
  await page.goto('/slow');
  await page.waitForSelector('.filter-bar');
  await page.keyboard.press('t');
  await page.click('.popover-panel .choice:has-text("24 hours")');
  await page.waitForURL(/range=24h/);
  await page.click('[data-name=time] > button');
  await page.fill('[data-name=time] input >> nth=0', '2020-01-01T00:00:30');
  await page.fill('[data-name=time] input >> nth=1', '2020-01-02T00:00:30');
  await page.click('[data-name=time] form .primary');
  // Midnight in Seoul is 15:00 of the day before in UTC.
  await page.waitForURL(/from=2019-12-31T15%3A00%3A30.000Z&to=2020-01-01T15%3A00%3A30.000Z/);
  await page.waitForSelector('[data-name=nothing-found]');
});

onPage('that there was none is said only of a range in which all was watched', async (page) => {
  /** @type {any} */
  let change = {};
  await page.route(/\/api\/v1\/targets$/, async (route) => {
    const answer = await (await route.fetch()).json();
    for (const { health } of answer.items) Object.assign(health?.collectors[0] ?? {}, { phase: 'running', lost: 0 }, change);
    await route.fulfill({ json: answer });
  });
  await page.route(/\/api\/v1\/slow-queries\?/, (route) => route.fulfill({ json: { items: [], next: null } }));
  const [good, since] = ['[data-name=all-watched]', '[data-name=watched-since]'];
  const hoursAgo = (/** @type {number} */ hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
  for (const [parts, search, shown] of /** @type {[any, string, string | null][]} */ ([
    [{ since: hoursAgo(2) }, '', good],
    // Started two hours ago, it knows nothing of yesterday.
    [{ since: hoursAgo(2) }, '?range=24h', since],
    [{ since: hoursAgo(2), lost: 1 }, '', null],
    [{ since: hoursAgo(2), phase: 'backing_off' }, '', null],
    [{ since: hoursAgo(2) }, '?user=nobody', null],
  ])) {
    change = parts;
    const loaded = page.waitForResponse(/\/api\/v1\/targets$/);
    await page.goto(`/slow${search}`);
    await loaded;
    await page.waitForSelector('[data-name=nothing-found]:has-text("counts as slow")');
    if (shown) await page.waitForSelector(shown);
    for (const other of [good, since]) assert.equal(await page.locator(other).count(), other === shown ? 1 : 0, `${search} ${JSON.stringify(parts)}`);
  }
});

onPage('a retention under a day is not zero', async (page) => {
  await page.route(/\/api\/v1\/settings$/, async (route) => {
    await route.fulfill({ json: { ...(await (await route.fetch()).json()), retention_s: 12 * 3_600 } });
  });
  const range = (/** @type {number} */ hours) => `/slow?text=no-such-text&from=2020-01-01T00:00:00Z&to=${new Date(Date.now() - hours * 3_600_000).toISOString()}`;
  await page.goto(range(13));
  await page.waitForSelector('[data-name=nothing-found] .warn:has-text("12 h")');
  await page.goto(range(11));
  // By then the settings are there.
  await page.waitForSelector('[data-name=nothing-found]:has-text("counts as slow")');
  assert.equal(await page.locator('[data-name=nothing-found] .warn').count(), 0);
});

onPage('j, k and Enter walk and open, Escape leads back to the same list', async (page) => {
  await page.goto(`${WEEK}&state=finished&sort=duration_us`);
  await page.waitForSelector(ROWS);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  const id = await page.getAttribute(`${ROWS}[aria-selected=true]`, 'data-id');
  assert.equal(id, await page.getAttribute(`${ROWS}:first-child`, 'data-id'));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/slow/${id}`);
  await page.waitForSelector('.detail-duration');
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/slow\?.*sort=duration_us/);
  await page.waitForSelector(ROWS);
  await page.keyboard.press('/');
  assert.ok(await page.evaluate(() => document.activeElement?.matches('input[type=search]')));
});

onPage('the letters of the keyboard work under a Korean input method', async (page) => {
  await page.goto(WEEK);
  await page.waitForSelector(ROWS);
  await page.evaluate(() => dispatchEvent(new KeyboardEvent('keydown', { key: 'ㅓ', code: 'KeyJ', bubbles: true, cancelable: true })));
  await page.waitForSelector(`${ROWS}[aria-selected=true]`);
});

onPage('the detail has every figure with its unit and the marks of what is not exact', async (page) => {
  const { items } = await api('/slow-queries?limit=200');
  const finished = items.find((/** @type {any} */ query) => query.state === 'finished' && query.duration_kind === 'exact');
  await page.goto(`/slow/${finished.id}`);
  await page.waitForSelector('.facts');
  const text = await page.innerText('.detail-columns');
  assert.ok(text.includes(`${(finished.duration_us / 1e6).toFixed(6)} s`), text);
  assert.ok(text.includes(String(finished.connection_id)) && text.includes(finished.fingerprint));
  const marked = items.find((/** @type {any} */ query) => query.truncated);
  if (marked) {
    await page.goto(`/slow/${marked.id}`);
    await page.waitForSelector('.caveats [data-mark=truncated]');
  }
  await page.goto(`/slow/${finished.id}`);
  await page.click('[data-name=others] .section-head a');
  await page.waitForURL(`**/statements/${finished.fingerprint}?range=7d`);
  await page.waitForSelector(ROWS);
});

onPage('a slow query that does not exist is said in words', async (page) => {
  await page.goto(`/slow/${'0'.repeat(32)}`);
  await page.waitForSelector('[role=alert]');
  await page.goto('/no/such/page');
  await page.waitForSelector('.empty');
}, { mayFail: /404/ });

onPage('pages follow each other without a row twice', async (page) => {
  const { next } = await api('/slow-queries?limit=50');
  if (!next) return;
  await page.goto(`${WEEK}&sort=duration_us&state=finished`);
  await page.waitForSelector(ROWS);
  const ids = () => page.$$eval(ROWS, (rows) => rows.map((row) => String(/** @type {HTMLElement} */ (row).dataset.id)));
  const first = await ids();
  if (first.length < 50) return;
  await page.click('[data-name=next]');
  await page.waitForURL(/cursor=/);
  await until('the second page is shown', async () => (await ids())[0] !== first[0]);
  assert.ok((await ids()).every((id) => !first.includes(id)));
  await page.goBack();
  await until('the first page is back', async () => (await ids())[0] === first[0]);
});

onPage('what is listed can be taken away as CSV, JSON and Markdown', async (page) => {
  // A range that is over: nothing joins it between counting and saving.
  await page.goto(`/slow?from=2020-01-01T00:00:00Z&to=${new Date(Date.now() - 1_000).toISOString()}&state=finished`);
  await page.waitForSelector(ROWS);
  const count = await page.locator(ROWS).count();
  for (const format of ['CSV', 'JSON']) {
    await page.click('[data-name=export] > button');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-name=export] .choice:text-is("${format}")`)]);
    const text = await readFile(await download.path(), 'utf8');
    if (format === 'JSON') assert.equal(JSON.parse(text).length, count);
    else assert.match(text, /^\uFEFFid,target,state,started_at/);
  }
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.click('[data-name=export] > button');
  await page.click('[data-name=export] .choice >> nth=2');
  await until('Markdown is in the clipboard', async () => (await page.evaluate(() => navigator.clipboard.readText())).startsWith('| target | state |'));
  await page.locator('h1').click();
  await page.keyboard.press('y');
  await until('the link is in the clipboard', async () => (await page.evaluate(() => navigator.clipboard.readText())) === page.url());
});
