// Figures as text. Pure: language and zone are arguments, nothing is read from the browser's state.
// Every figure carries its unit; what is not known is never shown as zero (callers show `UNKNOWN`).

/** What stands where a figure is not known. */
export const UNKNOWN = '–';

/**
 * A duration with a unit and about four significant digits: `834 µs`, `45.2 ms`, `1.234 s`, `2 m 05 s`, `3 h 02 m`.
 * @param {number} us
 * @returns {string}
 */
export function duration(us) {
  if (us < 1_000) return `${Math.round(us)} µs`;
  // Rounding up must not print `1000 ms`, so the next unit begins where rounding would reach it.
  if (us < 999_500) return `${digits(us / 1_000)} ms`;
  if (us < 59_995_000) return `${(us / 1_000_000).toFixed(us < 9_999_500 ? 3 : 2)} s`;
  const seconds = Math.round(us / 1_000_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/**
 * A duration for the places where the last digit matters: `12.345678 s`.
 * @param {number} us
 */
export const exactSeconds = (us) => `${(us / 1_000_000).toFixed(6)} s`;

/**
 * A round duration as a person would say it: `2 s` and not `2.000 s`. For settings and filters, not for measurements.
 * @param {number} us
 */
export const roundDuration = (us) => duration(us).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');

/**
 * A short duration for axes and ages: `12 s`, `3 m`, `2 h`, `4 d`.
 * @param {number} us
 */
export function roughDuration(us) {
  const seconds = Math.max(0, us / 1_000_000);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} m`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** @param {number} value */
function digits(value) {
  return value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** @param {number} value */
const two = (value) => String(value).padStart(2, '0');

/**
 * Reads what a person types for a duration: `2s`, `500 ms`, `1.5m`, or a bare number of seconds.
 * @param {string} text
 * @returns {number | null} microseconds, or null when it is not a duration
 */
export function parseDuration(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m|h)?\s*$/i.exec(text);
  if (!match) return null;
  const unit = { us: 1, µs: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9 }[(match[2] ?? 's').toLowerCase()];
  const us = Math.round(Number(match[1]) * Number(unit));
  return Number.isSafeInteger(us) ? us : null;
}

/**
 * A duration as it goes into an address: the shortest text that reads back the same.
 * @param {number} us
 */
export function compactDuration(us) {
  if (us >= 1_000_000) return `${us / 1_000_000}s`;
  return us % 1_000 === 0 ? `${us / 1_000}ms` : `${us}us`;
}

/**
 * A whole number with the language's separators.
 * @param {number} value
 * @param {string} language
 */
export const number = (value, language) => new Intl.NumberFormat(language).format(value);

/**
 * A large count in few characters: `950`, `12.3k`, `4.56M`. The exact number belongs into the tooltip.
 * @param {number} value
 */
export function compactNumber(value) {
  for (const [size, suffix] of /** @type {const} */ ([[1e9, 'G'], [1e6, 'M'], [1e3, 'k']])) {
    if (value >= size * 0.9995) {
      const scaled = value / size;
      return `${scaled < 9.995 ? scaled.toFixed(2) : scaled < 99.95 ? scaled.toFixed(1) : scaled.toFixed(0)}${suffix}`;
    }
  }
  return String(Math.round(value));
}

/**
 * Room on a disk: `812 kB`, `12.3 MB`.
 * @param {number} bytes
 */
export const room = (bytes) => {
  const [size, unit] = bytes >= 999.5e6 ? [1e9, 'GB'] : bytes >= 999.5e3 ? [1e6, 'MB'] : [1e3, 'kB'];
  const scaled = bytes / size;
  return `${scaled < 9.995 && size > 1e3 ? scaled.toFixed(2) : scaled < 99.95 && size > 1e3 ? scaled.toFixed(1) : scaled.toFixed(0)} ${unit}`;
};

/**
 * A share of a whole: `41.2 %`, `<0.1 %`.
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  if (whole <= 0) return UNKNOWN;
  const share = (part / whole) * 100;
  if (share > 0 && share < 0.05) return '<0.1 %';
  return `${share.toFixed(share >= 99.95 ? 0 : 1)} %`;
}

/** @typedef {'utc' | 'local'} Zone */

/**
 * The parts of a moment in a zone, as numbers. Milliseconds of the epoch are enough for a calendar.
 * @param {Date} at
 * @param {Zone} zone
 */
function calendar(at, zone) {
  return zone === 'utc'
    ? [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
    : [at.getFullYear(), at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes(), at.getSeconds()];
}

/**
 * The digits after the second, as the server sent them: a Date would drop the microseconds.
 * @param {string} rfc3339
 * @param {number} length
 */
function fraction(rfc3339, length) {
  const match = /\.(\d+)/.exec(rfc3339);
  return (match?.[1] ?? '').padEnd(length, '0').slice(0, length);
}

/**
 * A moment in full: `2026-11-21 04:48:29.123456`.
 * @param {string} rfc3339
 * @param {Zone} zone
 * @param {number} [decimals]
 */
export function moment(rfc3339, zone, decimals = 6) {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  const [year, month, day, hour, minute, second] = calendar(at, zone);
  const tail = decimals > 0 ? `.${fraction(rfc3339, decimals)}` : '';
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}${tail}`;
}

/**
 * A moment for a table: the date is left out when it is today's.
 * @param {string} rfc3339
 * @param {Zone} zone
 * @param {Date} now
 */
export function shortMoment(rfc3339, zone, now) {
  const at = new Date(rfc3339);
  if (Number.isNaN(at.getTime())) return rfc3339;
  const [year, month, day] = calendar(at, zone);
  const [thisYear, thisMonth, today] = calendar(now, zone);
  const full = moment(rfc3339, zone, 1);
  if (year === thisYear && month === thisMonth && day === today) return full.slice(11);
  return year === thisYear ? full.slice(5, 19) : full.slice(0, 16);
}

/**
 * The name of a zone for a label: `UTC`, `UTC+9`, `UTC−3:30`.
 * @param {Zone} zone
 * @param {Date} at
 */
export function zoneName(zone, at) {
  if (zone === 'utc') return 'UTC';
  const east = -at.getTimezoneOffset();
  if (east === 0) return 'UTC';
  const minutes = Math.abs(east) % 60;
  return `UTC${east > 0 ? '+' : '−'}${Math.floor(Math.abs(east) / 60)}${minutes ? `:${two(minutes)}` : ''}`;
}

/**
 * Microseconds of the epoch, with the fraction that a Date would drop.
 * @param {string} rfc3339
 */
export function epochUs(rfc3339) {
  const whole = Math.floor(new Date(rfc3339).getTime() / 1_000) * 1_000_000;
  return whole + Number(fraction(rfc3339, 6));
}
