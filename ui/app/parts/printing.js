// Whether the page is being put on paper: then what is folded is shown.
import { signal } from '../view.js';

const paper = matchMedia('print');
export const printing = signal(paper.matches);

/** @param {boolean} isPaper */
const set = (isPaper) => () => void (printing.value = isPaper);
// Browsers tell of it in one way, in the other, or in both.
addEventListener('beforeprint', set(true));
addEventListener('afterprint', set(false));
paper.addEventListener('change', () => set(paper.matches)());
