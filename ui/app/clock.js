// One tick a second for ages and lags; it stands still while the tab is hidden.
import { signal } from './view.js';

/** This browser's milliseconds, renewed each second. */
export const tick = signal(Date.now());

/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

function run() {
  clearInterval(timer);
  if (document.hidden) return;
  tick.value = Date.now();
  timer = setInterval(() => {
    tick.value = Date.now();
  }, 1_000);
}

document.addEventListener('visibilitychange', run);
run();
