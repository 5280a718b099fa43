// Requests to the API: JSON in and out, problem details as errors, and whether the server can be reached at all.
import { signal } from '../view.js';

/** Since when the server has not answered; null while it does. The shell shows it as a banner. */
export const unreachableSince = signal(/** @type {number | null} */ (null));

/** Whether a log-in is needed and done; null until the server said so. */
export const session = signal(/** @type {import('./model.js').Session | null} */ (null));

/** Milliseconds that the server's clock is ahead of this browser's, for ages of what the server dates. */
export const serverAheadMs = signal(0);

/** The present by the server's clock. */
export const serverNow = () => new Date(Date.now() + serverAheadMs.peek());

/** A refusal by the server, in its own words (RFC 9457), or the lack of any answer. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 when nothing answered
   * @param {string} title
   * @param {string} detail
   * @param {string} [kind] the name of the kind of problem that never changes, such as `not-found`
   */
  constructor(status, title, detail, kind = '') {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.kind = kind;
  }
}

/**
 * @template T
 * @param {string} path below /api/v1
 * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<T>}
 */
export async function request(path, options = {}) {
  const { method = 'GET', body, signal: abort } = options;
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' };
  // A form on another site cannot send this header, so a request that has it was meant.
  if (method !== 'GET') headers['x-auroscope'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: abort,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (abort?.aborted) throw error;
    lostContact();
    throw new ApiError(0, '', '');
  }
  reached(response);
  if (!response.ok) throw await problem(response);
  return /** @type {T} */ (response.status === 204 ? undefined : await response.json());
}

export function lostContact() {
  unreachableSince.value ??= Date.now();
}

/** @param {Response} [response] */
export function reached(response) {
  unreachableSince.value = null;
  const date = Date.parse(response?.headers.get('date') ?? '');
  if (!Number.isNaN(date)) {
    // The header has whole seconds: less than two of difference is no difference.
    const ahead = date - Date.now();
    serverAheadMs.value = Math.abs(ahead) < 2_000 ? 0 : ahead;
  }
}

/** @param {Response} response */
async function problem(response) {
  /** @type {{type?: unknown, title?: unknown, detail?: unknown}} */
  let body = {};
  try {
    body = await response.json();
  } catch {
    // A proxy in between answers in HTML; its status still says something.
  }
  if (response.status === 401 && session.peek()) session.value = { required: true, authenticated: false };
  return new ApiError(
    response.status,
    typeof body.title === 'string' ? body.title : `HTTP ${response.status} ${response.statusText}`.trim(),
    typeof body.detail === 'string' ? body.detail : '',
    typeof body.type === 'string' ? body.type.replace(/^.*\//, '') : '',
  );
}
