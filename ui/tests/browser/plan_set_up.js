// What tests of plans share: a plan that was taken, one to paste, and its steps.
import assert from 'node:assert/strict';
import { api } from './harness.js';

/** @typedef {import('playwright-core').Page} Page */

export const STEPS = '[data-name=tree-table] [data-node]';

/** A plan that was taken, of a statement that looks something up. */
export async function aPlan() {
  /** @type {{items: import('../../app/api/plan_model.js').PlanItem[]}} */
  const { items } = await api('/plans?skipped=false&limit=200');
  const item = items.find(({ execution_id, method }) => execution_id && method !== 'explain_analyze') ?? items[0];
  assert.ok(item, 'the set-up must have run a slow statement that has a plan');
  return item;
}

/** A measured plan with a hostile text, a wrong estimate and a step that never ran. */
export const TREE = `-> Nested loop inner join  (cost=856 rows=154) (actual time=0.9..64.7 rows=4166 loops=1)
    -> Filter: (c.memo like '<img src=x onerror=\\'window.hostile=1\\'>%')  (cost=613 rows=694) (actual time=0.8..13.8 rows=6250 loops=1)
        -> Table scan on c  (cost=613 rows=60000) (actual time=0.7..13.1 rows=60000 loops=1)
    -> Index lookup on o using customer (customer_id = c.id)  (cost=0.25 rows=2) (actual time=0.006..0.007 rows=2 loops=6250)
    -> Table scan on <temporary>  (never executed)
`;

/** @param {Page} page @param {string} document */
export async function paste(page, document) {
  await page.goto('/plans/paste');
  await page.fill('textarea[name=document]', document);
  await page.click('.paste-form .primary');
}
