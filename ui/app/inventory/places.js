// How asking AWS goes: who did not answer, who told only a part, and how old what is shown is. Pure.

/** @typedef {import('../api/inventory_model.js').InventoryPage} InventoryPage */
/** @typedef {import('../api/inventory_model.js').ScopeStatus} ScopeStatus */
/** @typedef {import('../api/inventory_model.js').PlaceStatus} PlaceStatus */

/**
 * The account of a scope: as it was told, or as the role's ARN has it; null of our own before it was ever told.
 * @param {ScopeStatus} scope
 */
export const accountOf = (scope) => scope.account ?? /^arn:[\w-]+:iam::(\d{12}):/.exec(scope.role_arn ?? '')?.[1] ?? null;

/**
 * What is kept of the place that a scope is. Our own account's number is not known before it answers: what no other
 * scope is, it is, where only one such place is left.
 * @param {ScopeStatus} scope
 * @param {InventoryPage} page
 * @returns {PlaceStatus | null}
 */
export function keptOf(scope, { scopes, places }) {
  const account = accountOf(scope);
  const here = places.filter(({ place }) => place.region === scope.region);
  if (account) return here.find(({ place }) => place.account === account) ?? null;
  const taken = scopes.filter(({ region }) => region === scope.region).map(accountOf);
  const left = here.filter(({ place }) => !taken.includes(place.account));
  return left.length === 1 ? left[0] : null;
}

/** @typedef {{account: string | null, role: string | null, region: string}} Where */

/**
 * @typedef {object} Silence
 * @property {Where} where
 * @property {string} error
 * @property {string | null} failedAt
 * @property {string | null} shownOf when what is shown of it was told; null when nothing ever was
 * @property {string | null} nextTryAt
 */

/**
 * Everything that keeps what is shown from being all there is, now.
 * @param {InventoryPage} page
 * @returns {{silent: Silence[], partly: {what: string, wheres: Where[]}[], first: Where[], left: PlaceStatus[]}}
 */
export function trouble(page) {
  /** @param {ScopeStatus} scope @returns {Where} */
  const where = (scope) => ({ account: accountOf(scope) ?? keptOf(scope, page)?.place.account ?? null, role: scope.role_arn, region: scope.region });
  const silent = page.scopes.filter(({ error }) => error !== null).map((scope) => ({
    where: where(scope), error: String(scope.error), failedAt: scope.failed_at,
    shownOf: scope.answered_at ?? keptOf(scope, page)?.answered_at ?? null, nextTryAt: scope.next_try_at,
  }));
  /** @type {Map<string, Where[]>} */
  const partly = new Map();
  for (const scope of page.scopes.filter(({ error }) => error === null)) {
    for (const what of scope.unknown) partly.set(what, [...(partly.get(what) ?? []), where(scope)]);
  }
  const asked = page.scopes.map((scope) => keptOf(scope, page));
  return {
    silent,
    partly: [...partly].map(([what, wheres]) => ({ what, wheres })),
    first: page.scopes.filter(({ error, answered_at }) => error === null && answered_at === null).map(where),
    // Known of before, and asked no more: a region or a role that was taken out of the settings.
    left: page.is_on && page.scopes.length > 0 ? page.places.filter((place) => !asked.includes(place)) : [],
  };
}

/**
 * How many scopes have answered, or failed, in a round that began at this moment of the server or later.
 * @param {string} askedAt
 * @param {ScopeStatus[]} scopes
 */
export const heardSince = (askedAt, scopes) => scopes.filter(({ began_at }) => began_at !== null && began_at >= askedAt).length;
