// Clusters: what is watched and why not, who does not answer, one resource and what became of it, asking AWS now.
// This Auroscope asks no AWS; what one would say is put in place of its answers, in the shapes of its own document.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, CHANGES, CLUSTER, instance, place, scope, TARGET } from './inventory_answers.js';
import { api, fits, onPage, until } from './harness.js';

/** @typedef {import('playwright-core').Page} Page */

const ROWS = '.cloud-table tr[data-resource]';

/** @param {Page} page @param {any} [body] */
async function aws(page, body = answer()) {
  await page.route(/\/api\/v1\/inventory(\?|$)/, (route) => route.fulfill({ json: body }));
  await page.route(/\/api\/v1\/inventory\/changes/, (route) => route.fulfill({ json: { items: CHANGES } }));
  await page.route(/\/api\/v1\/targets$/, (route) => route.fulfill({ json: { items: [TARGET] } }));
  await page.route(/\/api\/v1\/targets\/shop-1$/, (route) => route.fulfill({ json: TARGET }));
}

test('the answers of these tests have the fields that the API has', async () => {
  const { components: { schemas } } = await api('/openapi.json');
  /** @param {string[]} names @param {object} example @param {string[]} [more] */
  const same = (names, example, more = []) => assert.deepEqual(Object.keys(example).sort(), [...names.flatMap((name) => Object.keys(schemas[name].properties)), ...more].sort(), names.join());
  const known = ['place', 'kind', 'first_seen', 'last_seen', 'gone_at', 'watch'];
  same(['CloudCluster'], CLUSTER, known);
  same(['CloudInstance'], instance('a'), known);
  same(['ScopeStatus'], scope());
  same(['PlaceStatus'], place());
  same(['InventoryPage'], answer());
});

onPage('where AWS is not asked it is said which settings ask it', async (page) => {
  assert.equal((await api('/inventory')).is_on, false);
  await page.goto('/live');
  await page.click('.nav a[href="/clusters"]');
  await page.waitForSelector('[data-name=inventory-off]');
  const said = await page.innerText('[data-name=inventory-off]');
  for (const name of ['AUROSCOPE_AWS_INVENTORY=true', 'AUROSCOPE_AWS_REGIONS', 'AUROSCOPE_TARGET_USER', 'auroscope aws check', 'auroscope aws policy']) assert.ok(said.includes(name), name);
  assert.equal(await page.locator('[data-name=refresh]').count(), 0);
});

onPage('instances stand below their cluster, the writer first, each watched or with the reason why not', async (page) => {
  await aws(page);
  await page.goto('/clusters');
  await page.waitForSelector('[data-instance=shop-1] a[data-watch=watched]');
  assert.deepEqual(await page.$$eval('[data-cluster=shop] [data-instance]', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.instance)), ['shop-2', 'shop-1', 'shop-3']);
  assert.equal(await page.getAttribute('[data-instance=shop-2] [data-role]', 'data-role'), 'writer');
  assert.deepEqual(await page.$$eval('[data-instance=shop-2] [data-note]', (notes) => notes.map((note) => /** @type {HTMLElement} */ (note).dataset.note)), ['parameters', 'maintenance', 'pending']);
  assert.equal(await page.getAttribute('[data-instance=shop-1] a[data-watch]', 'href'), '/targets/shop-1');
  // Rules chose it, and others of theirs are watched: this one is about to be.
  assert.equal(await page.getAttribute('[data-instance=shop-2] [data-watch]', 'data-watch'), 'pending');
  assert.equal(await page.innerText('[data-instance=shop-3] [data-watch]'), 'tag env is dev, not prd');
  assert.match(await page.innerText('[data-name=alone] [data-instance=billing]'), /bill\*/);
  await page.click('[data-name=language]');
  assert.match(await page.innerText('[data-instance=shop-3] [data-watch]'), /^태그 env=dev .*[가-힣]/);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).hostile), undefined);
  await fits(page);
}, { viewport: { width: 1920, height: 1000 } });

onPage('filters live in the address, and the keys walk the rows', async (page) => {
  await aws(page);
  await page.goto('/clusters');
  await page.waitForSelector(ROWS);
  await page.click('[data-watched=no]');
  await page.waitForURL(/watched=no/);
  await until('what is watched is left out', async () => (await page.locator('[data-instance=shop-1]').count()) === 0 && (await page.locator('[data-instance=shop-3]').count()) === 1);
  await page.click('[data-watched=all]');
  await page.keyboard.press('/');
  await page.keyboard.type('team=pay');
  await page.waitForURL(/text=team%3Dpay/);
  await until('the cluster that has the tag stays, whole', async () => (await page.locator(ROWS).count()) === 4);
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForSelector('[data-instance=shop-2][aria-selected=true]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/clusters\/db-shop-2\?/);
  // The address is there before the page that listens to keys.
  await page.waitForSelector('[data-name=tags]');
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/clusters\?text=team/);
  await page.waitForSelector(ROWS);
  const asked = page.waitForRequest(/\/inventory\?.*with_gone=true/);
  await page.keyboard.press('f');
  await page.selectOption('select[name=region]', 'ap-northeast-2');
  await page.check('input[name=gone]');
  await page.click('.popover-panel .primary');
  assert.match((await asked).url(), /region=ap-northeast-2/);
  await page.waitForURL(/region=ap-northeast-2.*gone=yes/);
});

onPage('who does not answer is named with the age of what is shown, and what is not known is said', async (page) => {
  const silent = scope({ region: 'us-east-1', phase: 'backing_off', answered_at: null, failed_at: '2026-11-21T00:00:00Z', error: 'AccessDenied: rds:DescribeDBClusters', next_try_at: '2026-11-21T00:00:10Z' });
  const shown = new Date(Date.now() - 3 * 3_600_000).toISOString();
  await aws(page, answer({
    scopes: [scope({ unknown: ['pending maintenance: not allowed'] }), silent],
    places: [place(), place({ place: { account: '123456789012', region: 'us-east-1' }, answered_at: shown, error: silent.error })],
  }));
  await page.goto('/clusters');
  await page.waitForSelector('[data-name=silent] [data-region=us-east-1]');
  assert.match(await page.innerText('[data-name=silent] [data-name=shown-of]'), /3 h ago/);
  assert.match(await page.innerText('[data-name=silent]'), /123456789012[^]*AccessDenied[^]*auroscope aws check/);
  assert.match(await page.innerText('[data-name=partly]'), /not allowed[^]*ap-northeast-2/);
});

for (const locale of ['en-US', 'ko-KR']) {
  onPage(`one instance: why it is not watched, all its fields and tags, and what became of it (${locale})`, async (page) => {
    await aws(page);
    await page.goto('/clusters/db-shop-3');
    await page.waitForSelector('[data-name=watching][data-watch=tag_missing]');
    assert.match(await page.innerText('[data-name=tag-command]'), /^aws rds add-tags-to-resource --region ap-northeast-2 .*"Key":"env","Value":"prd"/);
    assert.equal(await page.locator('[data-name=facts] [data-field=arn]').count(), 1);
    assert.match(await page.innerText('[data-name=tags]'), /<b>팀<\/b>[^]*<img src=x/);
    const history = await page.innerText('[data-name=history] li[data-what=changed]');
    assert.match(history, /env[^]*prd → dev/);
    assert.match(history, /db\.r6g\.large → db\.r6g\.xlarge/);
    assert.doesNotMatch(history, /team/, 'what did not change is not told');
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).hostile), undefined);
    await fits(page);
  }, { locale, viewport: { width: 390, height: 844 } });
}

onPage('the latest changes lead to what changed', async (page) => {
  await aws(page);
  await page.goto('/clusters');
  await page.click('[data-tab=changes]');
  await page.waitForURL(/tab=changes/);
  await page.click('[data-what=changed] .change-name a');
  await page.waitForURL(/\/clusters\/db-shop-3\?account=123456789012&region=ap-northeast-2&kind=instance/);
});

onPage('asking AWS now shows how many have answered, until all have', async (page) => {
  const two = (/** @type {string} */ first, /** @type {string} */ second) => answer({ scopes: [scope({ began_at: first }), scope({ region: 'us-east-1', began_at: second })] });
  const [old, late] = ['2026-11-21T00:00:00Z', '2026-11-21T00:01:00Z'];
  let now = two(old, old);
  let posts = 0;
  await aws(page);
  await page.route(/\/api\/v1\/inventory(\?|$)/, (route) => route.fulfill({ json: now }));
  await page.route(/\/api\/v1\/inventory\/refresh$/, (route) => {
    posts += 1;
    return route.fulfill({ status: 202, json: { asked_at: late } });
  });
  await page.goto('/clusters');
  await page.click('[data-name=refresh]');
  await until('none has answered', async () => /0 of 2/.test(await page.innerText('[data-name=refresh]')));
  await until('it is asked for', async () => posts === 1);
  now = two(late, old);
  await until('one has answered', async () => /1 of 2/.test(await page.innerText('[data-name=refresh]')));
  now = two(late, late);
  await page.waitForSelector('[data-name=refresh]:not([disabled])');
  assert.match(await page.innerText('.toast'), /All 2/);
});

onPage('a target that rules chose says so, and leads to its instance', async (page) => {
  await aws(page);
  await page.goto('/targets');
  await page.waitForSelector('tr[data-target=shop-1] .from-aws');
  await page.click('tr[data-target=shop-1] a');
  await page.waitForSelector('[data-name=discovered]');
  assert.equal(await page.locator('[data-name=remove]').count(), 0);
  await page.click('[data-name=discovered] a');
  await page.waitForURL(/\/clusters\?text=shop-1\.example/);
  await page.waitForSelector('[data-instance=shop-1]');
});

for (const width of [390, 1280]) {
  onPage(`a large fleet with long names fits ${width} pixels`, async (page) => {
    const long = 'n'.repeat(63);
    const items = Array.from({ length: 60 }, (_, at) => [
      { ...CLUSTER, id: `${long}-${at}`, resource_id: `cluster-${at}` },
      ...[1, 2, 3, 4].map((n) => instance(`${long}-${at}-${n}`, { cluster: `${long}-${at}`, status: 'incompatible-parameters', tags: { x: 'y'.repeat(256) } })),
    ]).flat();
    await aws(page, answer({ items }));
    await page.goto('/clusters');
    await until('all rows are there', async () => (await page.locator(ROWS).count()) === 300);
    await fits(page);
  }, { viewport: { width, height: 844 } });
}
