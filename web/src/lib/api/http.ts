// SPDX-License-Identifier: GPL-3.0-or-later
// Requests with the bearer token, one renewal on 401, and errors as ApiError or NetworkError.
import { connection } from '../connection.svelte';
import { ApiError, NetworkError, parseProblem, parseRetryAfter } from './problem';
import { ensureFresh, getAccess, renewOrLose } from './token';

export const BASE = '/api/v1';

export interface Options {
  json?: unknown;
  signal?: AbortSignal | undefined;
  /** For routes that need no account. */
  anonymous?: boolean;
  headers?: Record<string, string>;
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers = new Headers(options.headers);
  const token = getAccess();
  if (token !== null && !options.anonymous) headers.set('Authorization', `Bearer ${token}`);
  const init: RequestInit = { method, headers, signal: options.signal ?? null };
  if (options.json !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(options.json);
  }
  try {
    return await fetch(BASE + path, init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    connection.lose();
    throw new NetworkError(cause);
  }
}

let askForProof: () => Promise<boolean> = () => Promise.resolve(false);

/** `callback` is to make sure that the person is there, and answers whether that worked. */
export function whenProofIsNeeded(callback: () => Promise<boolean>): void {
  askForProof = callback;
}

/** What may make a refused request a good one; each is tried once. */
function remedyFor(error: ApiError): (() => Promise<boolean>) | null {
  // Of 401, the wrong password alone says nothing against the token.
  if (error.status === 401 && error.code !== 'invalid_credentials') return renewOrLose;
  return error.code === 'proof_required' ? askForProof : null;
}

async function failure(response: Response): Promise<ApiError> {
  const body = await response.text().catch(() => '');
  return new ApiError(
    parseProblem(response.status, response.headers.get('Content-Type'), body),
    parseRetryAfter(response.headers.get('Retry-After')),
  );
}

/** The response itself, once it is a good one. */
export async function request(
  method: string,
  path: string,
  options: Options = {},
): Promise<Response> {
  const tried = new Set<() => Promise<boolean>>();
  for (;;) {
    const response = await send(method, path, options);
    if (response.ok) return response;
    const error = await failure(response);
    const remedy = options.anonymous ? null : remedyFor(error);
    if (remedy === null || tried.has(remedy) || !(await remedy())) throw error;
    tried.add(remedy);
  }
}

/** The parsed JSON body. */
export async function requestJson<T>(
  method: string,
  path: string,
  options: Options = {},
): Promise<T> {
  const response = await request(method, path, options);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new NetworkError(cause);
  }
}

export interface UploadOptions {
  signal?: AbortSignal | undefined;
  /** The same key on a second try makes it the same upload. */
  idempotencyKey?: string;
  onProgress?: (sent: number, total: number) => void;
}

interface RawAnswer {
  status: number;
  type: string | null;
  retryAfter: string | null;
  body: string;
}

/** fetch cannot tell how much of a body has been sent; XMLHttpRequest can. */
function sendForm(
  method: string,
  path: string,
  form: FormData,
  options: UploadOptions,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    xhr.open(method, BASE + path);
    const token = getAccess();
    if (token !== null) xhr.setRequestHeader('Authorization', `Bearer ${token}`);
    if (options.idempotencyKey) xhr.setRequestHeader('Idempotency-Key', options.idempotencyKey);
    xhr.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        type: xhr.getResponseHeader('Content-Type'),
        retryAfter: xhr.getResponseHeader('Retry-After'),
        body: xhr.responseText,
      });
    xhr.onerror = () => {
      connection.lose();
      reject(new NetworkError());
    };
    xhr.onabort = () => reject(new DOMException('the upload was cancelled', 'AbortError'));
    xhr.onloadend = () => options.signal?.removeEventListener('abort', stop);
    if (options.signal?.aborted) {
      reject(new DOMException('the upload was cancelled', 'AbortError'));
      return;
    }
    options.signal?.addEventListener('abort', stop);
    xhr.send(form);
  });
}

const UPLOAD_MARGIN_MS = 120_000;

/** Sends a form with progress and returns the parsed answer. */
export async function uploadForm<T>(
  method: string,
  path: string,
  form: FormData,
  options: UploadOptions = {},
): Promise<T> {
  await ensureFresh(UPLOAD_MARGIN_MS);
  let answer = await sendForm(method, path, form, options);
  if (answer.status === 401 && (await renewOrLose())) {
    answer = await sendForm(method, path, form, options);
  }
  if (answer.status < 200 || answer.status > 299) {
    throw new ApiError(
      parseProblem(answer.status, answer.type, answer.body),
      parseRetryAfter(answer.retryAfter),
    );
  }
  return JSON.parse(answer.body) as T;
}
