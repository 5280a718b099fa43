// The one door to the vendored view libraries, so that a page names a single import.
import { Fragment, h, render } from '../vendor/preact/preact.js';
import htm from '../vendor/htm/htm.js';

/**
 * Markup as a tagged template. Texts in it are always text nodes: SQL, user and host names are hostile input,
 * and nothing in this application sets inner HTML.
 * @type {(strings: TemplateStringsArray, ...values: any[]) => import('preact').VNode<any>}
 */
export const html = /** @type {any} */ (htm.bind(h));

export { Fragment, h, render };
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact/hooks.js';
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from '../vendor/signals/signals.js';
