// What AWS says of a resource, as short texts; what changed of it, field by field. Pure.

/** @typedef {import('../api/inventory_model.js').CloudChange} CloudChange */

/**
 * `8.0.mysql_aurora.3.08.0` is Aurora 3.08.0, which speaks as MySQL 8.0.
 * @param {string} version
 * @returns {{name: string, mysql: string | null}}
 */
export function versionOf(version) {
  const aurora = /^(\d+\.\d+)\.mysql_aurora\.(.+)$/.exec(version);
  return aurora ? { name: `Aurora ${aurora[2]}`, mysql: `MySQL ${aurora[1]}` } : { name: version ? `MySQL ${version}` : '', mysql: null };
}

/** @param {import('../api/inventory_model.js').ServerlessCapacity} capacity */
export const acu = ({ least_milli_acu, most_milli_acu }) => `${least_milli_acu / 1_000}–${most_milli_acu / 1_000} ACU`;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value as AWS or the inventory has it, on one line.
 * @param {unknown} value
 * @param {{yes: string, no: string, writer: string, reader: string}} words
 * @returns {string | null} null where there is none
 */
export function valueText(value, words) {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map((part) => valueText(part, words) ?? '–').join(', ') || null;
  if (!isMap(value)) return String(value);
  if (typeof value.is_writer === 'boolean') {
    const role = value.is_writer ? words.writer : words.reader;
    return value.parameter_group_status ? `${role} (${value.parameter_group_status})` : role;
  }
  if (typeof value.least_milli_acu === 'number' && typeof value.most_milli_acu === 'number') {
    return acu({ least_milli_acu: value.least_milli_acu, most_milli_acu: value.most_milli_acu });
  }
  return Object.entries(value).map(([name, part]) => `${name}: ${valueText(part, words) ?? '–'}`).join(', ') || null;
}

/** Fields that are tables of names: what changed of them is told name by name. */
const TABLES = ['tags', 'members', 'parameter_groups', 'pending_changes'];

/** @typedef {{field: string, name: string | null, before: unknown, after: unknown}} Difference */

/**
 * Each difference of its own, such as the one tag of twenty that says something else.
 * @param {import('../api/inventory_model.js').FieldChange[]} fields
 * @returns {Difference[]}
 */
export function differences(fields) {
  return fields.flatMap(({ field, before, after }) => differencesOf(field, before, after));
}

/** @param {string} field @param {unknown} before @param {unknown} after @returns {Difference[]} */
function differencesOf(field, before, after) {
  if (!TABLES.includes(field) || !isMap(before) || !isMap(after)) return [{ field, name: null, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  /** @param {Record<string, unknown>} table @param {string} name */
  const of = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);
  return names.map((name) => ({ field, name, before: of(before, name), after: of(after, name) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** From so many on, what became of many at once is one line. */
const MANY = 4;

/**
 * Changes with what became of many at the same moment gathered: a first look at an account finds all that it has.
 * @param {CloudChange[]} changes
 * @returns {{first: CloudChange, all: CloudChange[]}[]}
 */
export function gathered(changes) {
  /** @type {{first: CloudChange, all: CloudChange[]}[]} */
  const lines = [];
  /** @param {CloudChange} one @param {CloudChange} other */
  const isSame = (one, other) => one.what !== 'changed' && one.what === other.what && one.at === other.at &&
    one.place.account === other.place.account && one.place.region === other.place.region;
  for (const change of changes) {
    const last = lines.at(-1);
    if (last && isSame(last.first, change)) last.all.push(change);
    else lines.push({ first: change, all: [change] });
  }
  return lines.flatMap((line) => (line.all.length < MANY ? line.all.map((change) => ({ first: change, all: [change] })) : [line]));
}

/** A word of a shell that means nothing but itself. @param {string} text */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * The command that gives an instance the tag it lacks. JSON, because tags may hold what the short form takes for its own.
 * @param {{arn: string, place: {region: string}}} instance
 * @param {string} tag
 * @param {string} value
 */
export const tagCommand = (instance, tag, value) =>
  `aws rds add-tags-to-resource --region ${quoted(instance.place.region)} --resource-name ${quoted(instance.arn)} --tags ${quoted(JSON.stringify([{ Key: tag, Value: value }]))}`;
