// Clusters and instances: how they are grouped and sieved, what is said of changes, of silence, and of what is watched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heardSince, keptOf, trouble } from '../../app/inventory/places.js';
import { acu, differences, gathered, tagCommand, valueText, versionOf } from '../../app/inventory/texts.js';
import { grouped, hrefOf, inventoryQuery, readInventoryView, roleOf, sieved, writeInventoryView } from '../../app/inventory/view.js';
import { isWatched, watching } from '../../app/inventory/watching.js';

const SEOUL = { account: '123456789012', region: 'ap-northeast-2' };
const WORDS = { yes: 'yes', no: 'no', writer: 'writer', reader: 'reader' };

/** @param {any} [parts] @returns {import('../../app/api/inventory_model.js').CloudInstance} */
const instance = (parts = {}) => ({
  kind: 'instance', place: SEOUL, id: 'shop-1', resource_id: '', arn: 'arn:aws:rds:ap-northeast-2:123456789012:db:shop-1', cluster: 'shop', engine: 'aurora-mysql',
  engine_version: '8.0.mysql_aurora.3.08.0', class: 'db.r6g.large', status: 'available', host: 'shop-1.example', port: 3306, tags: {}, gone_at: null,
  availability_zone: null, parameter_groups: {}, pending_changes: {}, pending_maintenance: [], log_exports: [], watch: { code: 'watched', target: 'shop-1' }, ...parts,
});
/** @param {any} [parts] @returns {import('../../app/api/inventory_model.js').CloudCluster} */
const cluster = (parts = {}) => ({
  kind: 'cluster', place: SEOUL, id: 'shop', resource_id: 'cluster-1', engine: 'aurora-mysql', engine_version: '8.0.mysql_aurora.3.08.0', status: 'available',
  members: { 'shop-2': { is_writer: true, parameter_group_status: 'in-sync' }, 'shop-1': { is_writer: false, parameter_group_status: null } },
  endpoint: null, reader_endpoint: null, tags: {}, gone_at: null, watch: null, ...parts,
});

test('an address reads back what was written, and foreign words do not restrict', () => {
  for (const search of ['', '?tab=changes&account=123456789012&region=ap-northeast-2&text=a%26b&watched=no&gone=yes']) {
    assert.equal(writeInventoryView(readInventoryView(search)), search);
  }
  assert.equal(writeInventoryView(readInventoryView('?watched=perhaps&gone=1&tab=x&text=')), '');
  assert.equal(inventoryQuery(readInventoryView('?account=1&text=x&watched=no&gone=yes')), '?account=1&with_gone=true');
});

test('instances stand below their cluster, the writer first, and equal names of two regions apart', () => {
  const tokyo = { ...SEOUL, region: 'ap-northeast-1' };
  const all = grouped([
    instance({ id: 'shop-10' }), instance({ id: 'shop-9' }), instance({ id: 'shop-0', gone_at: '2026-11-21T00:00:00Z' }), instance({ id: 'shop-2' }), cluster(),
    instance({ id: 'billing', cluster: null }), instance({ place: tokyo }),
  ]);
  assert.deepEqual(all.groups.map(({ place, instances }) => [place.region, ...instances.map(({ id }) => id)]),
    [['ap-northeast-1', 'shop-1'], ['ap-northeast-2', 'shop-2', 'shop-9', 'shop-10', 'shop-0']]);
  assert.equal(all.groups[0].cluster, null);
  assert.deepEqual(all.alone.map(({ id }) => id), ['billing']);
});

test('a cluster made anew under its old name is the one that is there', () => {
  const old = cluster({ resource_id: 'cluster-0', gone_at: '2026-11-21T00:00:00Z' });
  for (const items of [[old, cluster()], [cluster(), old]]) assert.equal(grouped(items).groups[0].cluster?.resource_id, 'cluster-1');
});

test('a role is the cluster’s word, and no name is one by accident', () => {
  assert.deepEqual(['shop-1', 'shop-2', 'shop-3', 'constructor', '__proto__'].map((id) => roleOf(instance({ id }), cluster())), ['reader', 'writer', null, null, null]);
  assert.equal(roleOf(instance({ id: 'shop-2', gone_at: 'x' }), cluster()), null);
  assert.equal(roleOf(instance(), null), null);
});

test('a text of the cluster shows all of it, a text of an instance only that one', () => {
  const all = grouped([cluster({ tags: { team: 'payments' } }), instance(), instance({ id: 'shop-2', tags: { env: 'stg' } }), instance({ id: 'alone', cluster: null })]);
  /** @param {string} search */
  const names = (search) => {
    const left = sieved(all, readInventoryView(search), ({ id }) => id === 'shop-1');
    return [...left.groups.flatMap(({ instances }) => instances), ...left.alone].map(({ id }) => id);
  };
  assert.deepEqual(names('?text=team%3DPAY'), ['shop-2', 'shop-1']);
  assert.deepEqual(names('?text=env%3Dstg'), ['shop-2']);
  assert.deepEqual(names('?watched=yes'), ['shop-1']);
  assert.deepEqual(names('?watched=no'), ['shop-2', 'alone']);
  assert.deepEqual(names('?text=nothing'), []);
});

test('an address of a resource tells apart what has the same name', () => {
  assert.equal(hrefOf(instance({ id: 'a/b?c' })), '/clusters/a%2Fb%3Fc?account=123456789012&region=ap-northeast-2&kind=instance');
  assert.match(hrefOf(cluster()), /^\/clusters\/cluster-1\?/);
});

test('versions and capacities are said as people say them', () => {
  assert.deepEqual(versionOf('8.0.mysql_aurora.3.08.0'), { name: 'Aurora 3.08.0', mysql: 'MySQL 8.0' });
  assert.deepEqual(versionOf('8.4.6'), { name: 'MySQL 8.4.6', mysql: null });
  assert.equal(versionOf('').name, '');
  assert.equal(acu({ least_milli_acu: 500, most_milli_acu: 16_000 }), '0.5–16 ACU');
});

test('values are one line each, and none is none', () => {
  assert.equal(valueText(null, WORDS), null);
  assert.equal(valueText([], WORDS), null);
  assert.equal(valueText({}, WORDS), null);
  assert.equal(valueText(0, WORDS), '0');
  assert.equal(valueText(false, WORDS), 'no');
  assert.equal(valueText(['error', 'slowquery'], WORDS), 'error, slowquery');
  assert.equal(valueText({ is_writer: true, parameter_group_status: 'pending-reboot' }, WORDS), 'writer (pending-reboot)');
  assert.equal(valueText([{ action: 'system-update', description: null }], WORDS), 'action: system-update, description: –');
});

test('of tables only the rows that differ are told', () => {
  const tags = { field: 'tags', before: { env: 'prd', team: 'a', constructor: 'x' }, after: { env: 'stg', team: 'a', 팀: '결제' } };
  assert.deepEqual(differences([{ field: 'class', before: 'a', after: 'b' }, tags]), [
    { field: 'class', name: null, before: 'a', after: 'b' },
    { field: 'tags', name: 'constructor', before: 'x', after: null },
    { field: 'tags', name: 'env', before: 'prd', after: 'stg' },
    { field: 'tags', name: '팀', before: null, after: '결제' },
  ]);
  assert.deepEqual(differences([{ field: 'serverless', before: null, after: { least_milli_acu: 0, most_milli_acu: 1 } }]).length, 1);
});

test('what appeared with many others is one line, and a change never is', () => {
  /** @param {string} name @param {any} what @param {string} [at] @returns {import('../../app/api/inventory_model.js').CloudChange} */
  const change = (name, what, at = 'x') => ({ at, place: SEOUL, kind: 'instance', resource_id: name, name, what });
  const many = ['a', 'b', 'c', 'd'].map((name) => change(name, 'appeared'));
  assert.deepEqual(gathered([change('z', 'gone'), ...many]).map(({ all }) => all.length), [1, 4]);
  assert.deepEqual(gathered(many.slice(1)).map(({ all }) => all.length), [1, 1, 1]);
  assert.equal(gathered(many.map((one) => ({ ...one, what: /** @type {const} */ ('changed') }))).length, 4);
  assert.equal(gathered([...many, change('e', 'appeared', 'y')]).length, 2);
});

test('a command for a shell runs nothing but itself', () => {
  assert.equal(tagCommand(instance(), 'env', 'prd'),
    `aws rds add-tags-to-resource --region ap-northeast-2 --resource-name arn:aws:rds:ap-northeast-2:123456789012:db:shop-1 --tags '[{"Key":"env","Value":"prd"}]'`);
  const hostile = tagCommand(instance({ arn: 'arn $(id)' }), "a'; id; '", '`id`');
  assert.ok(hostile.includes("--resource-name 'arn $(id)'"));
  assert.ok(hostile.endsWith(`--tags '[{"Key":"a'\\''; id; '\\''","Value":"\`id\`"}]'`), hostile);
});

/** @param {any} [parts] @returns {import('../../app/api/inventory_model.js').ScopeStatus} */
const scope = (parts = {}) => ({ role_arn: null, region: SEOUL.region, account: null, phase: 'running', since: '', answered_at: null, failed_at: null, error: null, next_try_at: null, unknown: [], clusters: null, instances: null, ...parts });
/** @param {string} account @param {string} [region] @returns {import('../../app/api/inventory_model.js').PlaceStatus} */
const kept = (account, region = SEOUL.region) => ({ place: { account, region }, answered_at: '2026-11-20T00:00:00Z', failed_at: null, error: null, unknown: [] });
/** @param {any[]} scopes @param {any[]} places */
const page = (scopes, places) => ({ is_on: true, scopes, places, items: [] });

test('what is shown of an account that does not answer has its age, also after a restart', () => {
  const role = scope({ role_arn: 'arn:aws:iam::999999999999:role/auroscope', error: 'denied' });
  const own = scope({ error: 'cannot be reached' });
  const all = page([own, role], [kept('123456789012'), kept('999999999999')]);
  assert.equal(keptOf(role, all)?.place.account, '999999999999');
  // Our own number is not known yet: it is the one that no role has.
  assert.equal(keptOf(own, all)?.place.account, '123456789012');
  assert.deepEqual(trouble(all).silent.map(({ where, shownOf }) => [where.account, shownOf]), [['123456789012', '2026-11-20T00:00:00Z'], ['999999999999', '2026-11-20T00:00:00Z']]);
  // Two that it could be: then it is not guessed.
  assert.equal(keptOf(own, page([own], [kept('1'), kept('2')])), null);
  assert.equal(trouble(page([own], [])).silent[0].shownOf, null);
});

test('what is not known of many places is said once, and who is asked no more is named', () => {
  const answered = { account: SEOUL.account, answered_at: '2026-11-21T00:00:00Z', unknown: ['pending maintenance: denied'] };
  const all = page([scope(answered), scope({ ...answered, region: 'us-east-1' })], [kept(SEOUL.account), kept(SEOUL.account, 'us-east-1'), kept(SEOUL.account, 'eu-west-1')]);
  const { silent, partly, first, left } = trouble(all);
  assert.deepEqual([silent.length, partly.length, partly[0].wheres.length, first.length], [0, 1, 2, 0]);
  assert.deepEqual(left.map(({ place }) => place.region), ['eu-west-1']);
  assert.equal(trouble(page([scope()], [])).first.length, 1);
});

test('an answer and a failure both count as heard', () => {
  const at = '2026-11-21T00:00:01.000000Z';
  const began = ['2026-11-21T00:00:00.999999Z', null, at, '2026-11-21T00:00:02.000000Z'];
  assert.equal(heardSince(at, began.map((began_at) => scope({ began_at }))), 2, 'a round that was under way has not seen what came meanwhile');
});

test('watched is what a target of ours is, whatever the rules say', () => {
  /** @param {any} parts */
  const target = (parts) => /** @type {any} */ ({ id: 'shop-1', host: 'shop-1.example', port: 3306, discovered: true, ...parts });
  /** @param {any} parts @param {any[] | null} targets */
  const code = (parts, targets) => watching(instance(parts), targets).code;
  assert.equal(code({}, [target({})]), 'watched');
  assert.equal(code({ watch: { code: 'no_rule' } }, [target({ id: 'mine', discovered: false })]), 'by_hand');
  assert.equal(code({ watch: null }, []), 'off');
  assert.equal(code({}, null), 'pending');
  assert.equal(code({}, []), 'pending');
  assert.equal(code({ watch: { code: 'no_login' } }, []), 'no_login');
  assert.equal(code({}, [target({ host: 'elsewhere', discovered: false })]), 'name_taken');
  assert.equal(code({ watch: { code: 'too_old', version: '5.7' } }, []), 'too_old');
  assert.equal(code({ gone_at: 'x', watch: { code: 'gone' } }, [target({})]), 'gone');
  assert.deepEqual([watching(instance(), []), watching(instance(), [target({})])].map(isWatched), [true, true]);
});

test('a host that two instances name is told apart by its port', () => {
  const targets = /** @type {any} */ ([{ id: 'a', host: 'shop-1.example', port: 3307, discovered: true }]);
  assert.equal(watching(instance({ port: 3307 }), targets).code, 'watched');
  assert.notEqual(watching(instance({ port: 3306 }), targets).code, 'watched');
});
