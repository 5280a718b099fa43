// The vendored libraries are the published ones: nobody patched them by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VENDORED, vendoredPath, vendoredText } from '../vendor.js';

for (const file of VENDORED) {
  test(`${file.to} is the published file with relative imports`, () => {
    const served = readFileSync(vendoredPath(file.to), 'utf8');
    assert.equal(served, vendoredText(file));
    if (file.to.endsWith('.js')) assert.doesNotMatch(served, /from\s*"[^."]/, 'a bare import would not load');
  });
}
