// The picture as a file that stands for itself: what the style sheet gives is written into it.
import { saveFile } from '../save_file.js';

/** What of the style a drawing program needs. */
const KEPT = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'font-family', 'font-size', 'font-weight', 'opacity'];

/**
 * @param {SVGSVGElement} shown
 * @param {{width: number, height: number}} size
 * @param {string} name
 */
export function saveSvg(shown, size, name) {
  const copy = /** @type {SVGSVGElement} */ (shown.cloneNode(true));
  const originals = [...shown.querySelectorAll('*')];
  [...copy.querySelectorAll('*')].forEach((element, at) => {
    const style = getComputedStyle(originals[at]);
    if (/^(rect|text|polyline|circle)$/.test(element.tagName)) for (const property of KEPT) element.setAttribute(property, style.getPropertyValue(property));
    for (const attribute of ['class', 'role', 'aria-pressed', 'aria-label', 'tabindex', 'data-small', 'data-apart']) element.removeAttribute(attribute);
  });
  const margin = 20;
  const box = [-margin, -margin, size.width + margin * 2, size.height + margin * 2];
  for (const attribute of ['class', 'tabindex', 'role', 'aria-label']) copy.removeAttribute(attribute);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', box.join(' '));
  copy.setAttribute('width', String(box[2]));
  copy.setAttribute('height', String(box[3]));
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const [x, y, width, height] = box.map(String);
  Object.entries({ x, y, width, height, fill: getComputedStyle(document.body).backgroundColor }).forEach(([key, value]) => ground.setAttribute(key, value));
  copy.prepend(ground);
  saveFile(name, 'image/svg+xml', new XMLSerializer().serializeToString(copy));
}
