// Answers of the API about an AWS that a test has not got; a test compares their fields with those of the API's document.

export const SEOUL = { account: '123456789012', region: 'ap-northeast-2' };
export const HOSTILE = '<img src=x onerror="window.hostile=1">';
const WHEN = { first_seen: '2026-11-20T00:00:00.000000Z', last_seen: '2026-11-21T00:00:00.000000Z', gone_at: null };

/** @param {string} id @param {any} [parts] */
export const instance = (id, parts = {}) => ({
  place: SEOUL, kind: 'instance', id, resource_id: `db-${id}`, arn: `arn:aws:rds:ap-northeast-2:123456789012:db:${id}`, cluster: 'shop', engine: 'aurora-mysql',
  engine_version: '8.0.mysql_aurora.3.08.0', class: 'db.r6g.large', status: 'available', host: `${id}.example`, port: 3306, availability_zone: 'ap-northeast-2a',
  multi_az: false, parameter_groups: { 'aurora-custom': 'in-sync' }, pending_changes: {}, pending_maintenance: [], log_exports: [], iam_authentication: false,
  is_public: false, performance_insights: false, monitoring_interval_s: null, created_at: WHEN.first_seen, tags: {}, ...WHEN, watch: { code: 'watched', target: id }, ...parts,
});

export const CLUSTER = {
  place: SEOUL, kind: 'cluster', id: 'shop', resource_id: 'cluster-SHOP', arn: 'arn:aws:rds:ap-northeast-2:123456789012:cluster:shop', engine: 'aurora-mysql',
  engine_version: '8.0.mysql_aurora.3.08.0', status: 'available', endpoint: 'shop.cluster.example', reader_endpoint: 'shop.cluster-ro.example', port: 3306,
  members: { 'shop-1': { is_writer: false, parameter_group_status: 'in-sync' }, 'shop-2': { is_writer: true, parameter_group_status: 'pending-reboot' }, 'shop-3': { is_writer: false, parameter_group_status: null } },
  parameter_group: 'cluster-custom', log_exports: ['slowquery'], serverless: { least_milli_acu: 500, most_milli_acu: 16000 }, iam_authentication: true,
  deletion_protection: true, created_at: WHEN.first_seen, tags: { team: 'payments', '<b>팀</b>': HOSTILE }, ...WHEN, watch: null,
};

export const ITEMS = [
  CLUSTER,
  instance('shop-1'),
  instance('shop-2', { pending_changes: { class: 'db.r7g.large' }, pending_maintenance: [{ action: 'system-update', description: 'New OS', auto_applied_after: WHEN.last_seen, forced_at: null }] }),
  instance('shop-3', { tags: { env: 'dev', '<b>팀</b>': HOSTILE }, watch: { code: 'tag_missing', tag: 'env', wanted: 'prd', found: 'dev' } }),
  instance('billing', { cluster: null, engine: 'mysql', engine_version: '8.4.6', multi_az: true, watch: { code: 'excepted', pattern: 'bill*' } }),
];

/** @param {any} [parts] */
export const scope = (parts = {}) => ({
  role_arn: null, region: SEOUL.region, account: SEOUL.account, phase: 'running', since: WHEN.first_seen, began_at: WHEN.last_seen, answered_at: WHEN.last_seen, failed_at: null, error: null,
  next_try_at: null, unknown: [], clusters: 1, instances: 4, ...parts,
});

/** @param {any} [parts] */
export const place = (parts = {}) => ({ place: SEOUL, answered_at: WHEN.last_seen, failed_at: null, error: null, unknown: [], ...parts });

/** @param {any} [parts] */
export const answer = (parts = {}) => ({ is_on: true, scopes: [scope()], places: [place()], items: ITEMS, ...parts });

export const CHANGES = [
  { at: '2026-11-21T00:00:00.000000Z', place: SEOUL, kind: 'instance', resource_id: 'db-shop-3', name: 'shop-3', what: 'changed',
    fields: [{ field: 'tags', before: { env: 'prd', team: 'a' }, after: { env: 'dev', team: 'a', '<b>팀</b>': HOSTILE } }, { field: 'class', before: 'db.r6g.large', after: 'db.r6g.xlarge' }] },
  { at: '2026-11-20T00:00:00.000000Z', place: SEOUL, kind: 'instance', resource_id: 'db-shop-3', name: 'shop-3', what: 'appeared' },
];

/** A target that rules chose. */
export const TARGET = {
  id: 'shop-1', host: 'shop-1.example', port: 3306, user: 'watcher', tls: 'verify_identity', tls_ca_file: null, has_password: true, enabled: true, configured: true,
  discovered: true, added_at: WHEN.first_seen, health: null,
};
