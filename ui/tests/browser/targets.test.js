// Targets: what is seen and what it costs; adding, checking, pausing and removing one.
import assert from 'node:assert/strict';
import { api, onPage, until } from './harness.js';

const ID = 'ui-test-target';
/** A port on which nothing answers: the target is kept and retried, and costs nobody anything. */
const URL = 'mysql://nobody@127.0.0.1:1/';

const remove = () => api(`/targets/${ID}`, { method: 'DELETE' }).catch(() => {});

onPage('a target shows how it is watched and what can be seen', async (page) => {
  const { items } = await api('/targets');
  await page.goto('/targets');
  await page.click(`tr[data-target="${items[0].id}"] a`);
  await page.waitForURL('**/targets/*');
  await page.waitForSelector('[data-phase]');
  await page.click('[data-name=sight] [data-name=check]');
  await page.waitForSelector('[data-capability]');
  const states = await page.$$eval('[data-capability]', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.state));
  assert.ok(states.every((state) => ['yes', 'partly', 'no', 'unknown'].includes(String(state))));
});

onPage('the targets page says how much room the store takes', async (page) => {
  await page.goto('/targets');
  await page.waitForSelector('[data-name=store]');
  assert.match(await page.innerText('[data-name=store]'), /\d (kB|MB|GB) · sqlite:.*auroscope\.db/);
});

onPage('a Korean page says in Korean what can and cannot be seen', async (page) => {
  const { items } = await api('/targets');
  await page.goto(`/targets/${items[0].id}`);
  await page.waitForSelector('[data-capability]');
  const said = await page.$$eval('[data-capability] .capability-body p:nth-of-type(2)', (texts) => texts.map(({ textContent }) => String(textContent)));
  assert.equal(said.length, await page.locator('[data-capability]').count());
  for (const text of said) assert.match(text, /[가-힣]/);
}, { locale: 'ko-KR' });

onPage('a file of authorities is taken away by emptying its field', async (page) => {
  await remove();
  try {
    await api('/targets', { method: 'POST', body: JSON.stringify({ id: ID, url: URL, tls: 'skip_verify', tls_ca_file: '/no/such/ca.pem' }) });
    await page.goto(`/targets/${ID}`);
    await page.click('[data-name=edit]');
    assert.equal(await page.inputValue('dialog input[name=tls_ca_file]'), '/no/such/ca.pem');
    await page.fill('dialog input[name=tls_ca_file]', '');
    await page.click('dialog .primary');
    await page.waitForSelector('dialog', { state: 'detached' });
    const { tls, tls_ca_file } = await api(`/targets/${ID}`);
    assert.deepEqual({ tls, tls_ca_file }, { tls: 'skip_verify', tls_ca_file: null });
  } finally {
    await remove();
  }
});

onPage('a target is added, paused, and removed by typing its name', async (page) => {
  await remove();
  try {
    await page.goto('/targets?add');
    await page.fill('input[name=url]', URL);
    await page.fill('input[name=id]', ID);
    await page.selectOption('select[name=tls]', 'off');
    await page.click('[data-name=add]');
    await page.waitForURL(`**/targets/${ID}`);
    await page.click('[data-name=pause]');
    await page.waitForSelector('[data-phase=paused]');
    assert.equal((await api(`/targets/${ID}`)).enabled, false);
    await page.click('[data-name=remove]');
    const confirm = page.locator('dialog .danger');
    assert.ok(await confirm.isDisabled(), 'nothing is removed without its name');
    await page.fill('input[name=confirm]', ID);
    await confirm.click();
    await page.waitForURL('**/targets');
    await until('the target is gone', async () => !(await api('/targets')).items.some((/** @type {{id: string}} */ { id }) => id === ID));
  } finally {
    await remove();
  }
});

onPage('a check of a server that does not answer says so and adds nothing', async (page) => {
  await page.goto('/targets?add');
  await page.fill('input[name=url]', URL);
  await page.selectOption('select[name=tls]', 'off');
  await page.click('.add-target [data-name=check]');
  await page.waitForSelector('.add-target [role=alert], [data-name=check-result]', { timeout: 30_000 });
  const { items } = await api('/targets');
  assert.ok(!items.some((/** @type {{port: number}} */ { port }) => port === 1));
}, { mayFail: /status of (4|5)\d\d/ });

onPage('a name that is taken is refused in words', async (page) => {
  const { items } = await api('/targets');
  await page.goto('/targets?add');
  await page.fill('input[name=url]', URL);
  await page.fill('input[name=id]', items[0].id);
  await page.click('[data-name=add]');
  await page.waitForSelector('.add-target [role=alert]');
}, { mayFail: /status of (4|5)\d\d/ });
