// Gathers a burst of events into one: a fleet of 200 targets sends 200 a second, and one drawing shows them all.

const GATHER_MS = 100;

/**
 * @template T
 * @param {(all: T[]) => void} act
 */
export function gather(act) {
  /** @type {T[]} */
  let waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    /** @param {T} one */
    add(one) {
      waiting.push(one);
      timer ??= setTimeout(() => {
        const all = waiting;
        waiting = [];
        timer = undefined;
        act(all);
      }, GATHER_MS);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      waiting = [];
    },
  };
}
