// What is asked of the list of clusters as one value that lives in the address, and the list that answers it. Pure.

/** @typedef {import('../api/inventory_model.js').CloudItem} CloudItem */
/** @typedef {import('../api/inventory_model.js').CloudCluster} CloudCluster */
/** @typedef {import('../api/inventory_model.js').CloudInstance} CloudInstance */
/** @typedef {import('../api/inventory_model.js').CloudPlace} CloudPlace */

/**
 * @typedef {object} InventoryView
 * @property {string | null} account
 * @property {string | null} region
 * @property {string | null} text
 * @property {'yes' | 'no' | null} watched
 * @property {boolean} gone also what is there no more
 * @property {'list' | 'changes'} tab
 */

/** @param {string} search @returns {InventoryView} */
export function readInventoryView(search) {
  const query = new URLSearchParams(search);
  const watched = query.get('watched');
  return {
    account: query.get('account') || null,
    region: query.get('region') || null,
    text: query.get('text') || null,
    watched: watched === 'yes' || watched === 'no' ? watched : null,
    gone: query.get('gone') === 'yes',
    tab: query.get('tab') === 'changes' ? 'changes' : 'list',
  };
}

/** @param {InventoryView} view @returns {string} the query with its `?`, or an empty text */
export function writeInventoryView(view) {
  const query = new URLSearchParams();
  if (view.tab === 'changes') query.set('tab', 'changes');
  if (view.account) query.set('account', view.account);
  if (view.region) query.set('region', view.region);
  if (view.text) query.set('text', view.text);
  if (view.watched) query.set('watched', view.watched);
  if (view.gone) query.set('gone', 'yes');
  const text = query.toString();
  return text ? `?${text}` : '';
}

/**
 * The query of the API; what only this page knows (text, watched) is sieved here.
 * @param {InventoryView} view
 */
export function inventoryQuery({ account, region, gone }) {
  const query = new URLSearchParams();
  if (account) query.set('account', account);
  if (region) query.set('region', region);
  if (gone) query.set('with_gone', 'true');
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** What never changes of a resource; where the API names no such id, its name. @param {{resource_id: string, id: string}} item */
export const lastingId = (item) => item.resource_id || item.id;

/** @param {{kind: string, place: CloudPlace, id: string, resource_id: string}} item */
export const keyOf = (item) => `${item.place.account} ${item.place.region} ${item.kind} ${lastingId(item)}`;

/**
 * The address of one resource. Ids for ever are unique; where a name stands in for one, the place and the kind are needed.
 * @param {{kind: string, place: CloudPlace, id: string, resource_id: string}} item
 */
export const hrefOf = (item) =>
  `/clusters/${encodeURIComponent(lastingId(item))}?${new URLSearchParams({ account: item.place.account, region: item.place.region, kind: item.kind })}`;

const byName = new Intl.Collator('en', { numeric: true });

/** @param {CloudPlace} place */
const placeKey = ({ account, region }) => `${account} ${region}`;

/** @typedef {{place: CloudPlace, name: string, cluster: CloudCluster | null, instances: CloudInstance[]}} ClusterGroup */

/**
 * Clusters with their instances below them, the writer first and what is gone last; instances of no cluster apart.
 * @param {CloudItem[]} items
 * @returns {{groups: ClusterGroup[], alone: CloudInstance[]}}
 */
export function grouped(items) {
  /** @type {Map<string, ClusterGroup>} */
  const groups = new Map();
  /** @type {CloudInstance[]} */
  const alone = [];
  /** @param {CloudItem} item @param {string} name */
  const group = (item, name) => {
    const key = `${placeKey(item.place)} ${name}`;
    const found = groups.get(key) ?? { place: item.place, name, cluster: null, instances: [] };
    groups.set(key, found);
    return found;
  };
  for (const item of items) {
    if (item.kind === 'cluster') {
      const of = group(item, item.id);
      // One that was made anew under the name of one that is gone.
      if (!of.cluster || of.cluster.gone_at) of.cluster = item;
    } else if (item.cluster) group(item, item.cluster).instances.push(item);
    else alone.push(item);
  }
  const inOrder = [...groups.values()].sort((a, b) => byName.compare(a.name, b.name) || byName.compare(placeKey(a.place), placeKey(b.place)));
  for (const { cluster, instances } of inOrder) {
    /** @param {CloudInstance} instance */
    const rank = (instance) => (instance.gone_at ? 2 : roleOf(instance, cluster) === 'writer' ? 0 : 1);
    instances.sort((a, b) => rank(a) - rank(b) || byName.compare(a.id, b.id));
  }
  alone.sort((a, b) => Number(a.gone_at !== null) - Number(b.gone_at !== null) || byName.compare(a.id, b.id));
  return { groups: inOrder, alone };
}

/**
 * An instance's part in its cluster; null of one that has none, or of which it is not known.
 * @param {CloudInstance} instance
 * @param {CloudCluster | null} cluster
 * @returns {'writer' | 'reader' | null}
 */
export function roleOf(instance, cluster) {
  const member = instance.gone_at || !cluster || !Object.hasOwn(cluster.members, instance.id) ? null : cluster.members[instance.id];
  return member ? (member.is_writer ? 'writer' : 'reader') : null;
}

/**
 * Whether a text is somewhere in what names a resource.
 * @param {CloudItem} item
 * @param {string} text
 */
export function has(item, text) {
  const wanted = text.toLowerCase();
  const own = item.kind === 'cluster' ? [item.endpoint, item.reader_endpoint] : [item.class, item.host, item.availability_zone];
  return [item.id, item.resource_id, item.engine, item.engine_version, item.status, ...own, ...Object.entries(item.tags).map(([tag, value]) => `${tag}=${value}`)]
    .some((value) => value?.toLowerCase().includes(wanted));
}

/**
 * What a view shows: of a cluster that has the text all instances, else those that have it themselves.
 * @param {{groups: ClusterGroup[], alone: CloudInstance[]}} all
 * @param {InventoryView} view
 * @param {(instance: CloudInstance) => boolean} isWatched
 */
export function sieved({ groups, alone }, { text, watched }, isWatched) {
  /** @param {CloudInstance} instance */
  const fits = (instance) => (watched === null || isWatched(instance) === (watched === 'yes'));
  /** @param {CloudInstance} instance */
  const says = (instance) => text === null || has(instance, text);
  const left = groups.map((group) => {
    const whole = text === null || group.name.toLowerCase().includes(text.toLowerCase()) || (group.cluster !== null && has(group.cluster, text));
    const instances = group.instances.filter((instance) => fits(instance) && (whole || says(instance)));
    return { ...group, instances, stays: instances.length > 0 || (whole && watched === null) };
  });
  return { groups: left.filter(({ stays }) => stays), alone: alone.filter((instance) => fits(instance) && says(instance)) };
}
