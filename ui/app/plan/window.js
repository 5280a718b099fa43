// The part of a picture that is seen: fitting, zooming at a point, dragging. Pure.

/** @typedef {{x: number, y: number, scale: number}} View x and y in units of the picture; scale: pixels for each */
/** @typedef {{width: number, height: number}} Size */

const LEAST_SCALE = 0.04;
const MOST_SCALE = 4;
const MARGIN_PX = 24;
/** All of a picture is shown first if its words are no smaller then; a part of a larger one is shown at the second. */
const READABLE_SCALE = 0.68;
const PART_SCALE = 0.9;

/** @param {number} scale */
const bounded = (scale) => Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));

/**
 * All of the picture, centred.
 * @param {Size} picture
 * @param {Size} frame
 * @returns {View}
 */
export function fit(picture, frame) {
  const wide = Math.max(1, frame.width - MARGIN_PX * 2) / Math.max(1, picture.width);
  const high = Math.max(1, frame.height - MARGIN_PX * 2) / Math.max(1, picture.height);
  const scale = bounded(Math.min(wide, high, 1.15));
  return { scale, x: (picture.width - frame.width / scale) / 2, y: (picture.height - frame.height / scale) / 2 };
}

/**
 * What is seen first: all of it if its words can be read then, else a readable part around a point.
 * @param {Size} picture
 * @param {Size} frame
 * @param {{x: number, y: number}} point
 * @returns {View}
 */
export function begin(picture, frame, point) {
  const whole = fit(picture, frame);
  if (whole.scale >= READABLE_SCALE) return whole;
  const part = within(centre({ ...whole, scale: PART_SCALE }, frame, point), picture, frame);
  const high = frame.height / PART_SCALE;
  return picture.height <= high ? { ...part, y: (picture.height - high) / 2 } : part;
}

/**
 * @param {View} view
 * @param {Size} frame
 * @param {{x: number, y: number}} point
 * @returns {View}
 */
export const centre = (view, frame, point) =>
  ({ scale: view.scale, x: point.x - frame.width / view.scale / 2, y: point.y - frame.height / view.scale / 2 });

/**
 * Zooms so that what is under a point of the frame stays there.
 * @param {View} view
 * @param {number} factor
 * @param {{x: number, y: number}} at in pixels of the frame
 * @returns {View}
 */
export function zoom(view, factor, at) {
  const scale = bounded(view.scale * factor);
  return { scale, x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale };
}

/**
 * @param {View} view
 * @param {number} dx in pixels
 * @param {number} dy
 * @returns {View}
 */
export const drag = (view, dx, dy) => ({ scale: view.scale, x: view.x - dx / view.scale, y: view.y - dy / view.scale });

/**
 * Nobody gets lost: a picture smaller than the frame stays in it, a larger one fills it.
 * @param {View} view
 * @param {Size} picture
 * @param {Size} frame
 * @returns {View}
 */
export function within(view, picture, frame) {
  const [wide, high] = [frame.width / view.scale, frame.height / view.scale];
  const margin = MARGIN_PX / view.scale;
  /** @param {number} at @param {number} length @param {number} seen */
  const hold = (at, length, seen) => {
    const [one, other] = [-margin, length + margin - seen];
    return Math.min(Math.max(one, other), Math.max(Math.min(one, other), at));
  };
  return { scale: view.scale, x: hold(view.x, picture.width, wide), y: hold(view.y, picture.height, high) };
}
