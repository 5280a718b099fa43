// Copies the libraries the page needs out of node_modules into vendor/, with their licences.
// Browsers resolve no bare imports and our CSP forbids an inline import map, so imports become relative paths.
// Run by hand after a version changes (`npm run vendor`); tests/unit/vendor.test.js proves nothing else was changed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ui = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Every vendored file: where it comes from in node_modules, where it goes in vendor/, which imports change.
 * @type {{from: string, to: string, imports?: Record<string, string>}[]}
 */
export const VENDORED = [
  { from: 'preact/dist/preact.mjs', to: 'preact/preact.js' },
  { from: 'preact/hooks/dist/hooks.mjs', to: 'preact/hooks.js', imports: { preact: './preact.js' } },
  { from: 'preact/LICENSE', to: 'preact/LICENSE' },
  { from: 'htm/dist/htm.mjs', to: 'htm/htm.js' },
  { from: 'htm/LICENSE', to: 'htm/LICENSE' },
  {
    from: '@preact/signals/dist/signals.mjs',
    to: 'signals/signals.js',
    imports: {
      preact: '../preact/preact.js',
      'preact/hooks': '../preact/hooks.js',
      '@preact/signals-core': './signals-core.js',
    },
  },
  { from: '@preact/signals-core/dist/signals-core.mjs', to: 'signals/signals-core.js' },
  { from: '@preact/signals/LICENSE', to: 'signals/LICENSE' },
];

/**
 * The text a vendored file must have.
 * @param {(typeof VENDORED)[number]} file
 */
export function vendoredText(file) {
  let text = readFileSync(join(ui, 'node_modules', file.from), 'utf8');
  for (const [bare, relative] of Object.entries(file.imports ?? {})) {
    text = text.replaceAll(`from"${bare}"`, `from"${relative}"`);
  }
  // The maps are not served, and a dangling reference is a 404 in every developer's console.
  return text.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n');
}

/** @param {string} to */
export const vendoredPath = (to) => join(ui, 'vendor', to);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const file of VENDORED) {
    mkdirSync(dirname(vendoredPath(file.to)), { recursive: true });
    writeFileSync(vendoredPath(file.to), vendoredText(file));
  }
}
