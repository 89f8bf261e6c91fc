// SPDX-License-Identifier: GPL-3.0-or-later
import type { Key } from '../i18n.svelte';
import type { Problem } from './types';

/** The server answered, and said no. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly detail: string | null;
  readonly errors: Readonly<Record<string, string[]>>;
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? null;
    this.detail = problem.detail ?? null;
    this.errors = problem.errors ?? {};
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came: offline, the server is down, or the connection broke. */
export class NetworkError extends Error {
  constructor(cause?: unknown) {
    super('the server could not be reached', { cause });
    this.name = 'NetworkError';
  }
}

/** Something on this side went wrong, and there is a sentence for it. */
export class Told extends Error {
  constructor(readonly sentence: Key) {
    super(sentence);
    this.name = 'Told';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldErrors(value: unknown): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  if (!isRecord(value)) return out;
  for (const [field, list] of Object.entries(value)) {
    if (!Array.isArray(list)) continue;
    const sentences = list.filter((s): s is string => typeof s === 'string');
    if (sentences.length > 0) out[field] = sentences;
  }
  return out;
}

/** Reads a problem document; anything else (a proxy's HTML page, say) keeps only the status. */
export function parseProblem(status: number, contentType: string | null, body: string): Problem {
  const plain: Problem = { title: `HTTP ${status}`, status };
  if (!contentType || !/^application\/(problem\+)?json\b/i.test(contentType)) return plain;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return plain;
  }
  if (!isRecord(value)) return plain;
  const problem: Problem = {
    title: typeof value.title === 'string' ? value.title : plain.title,
    status,
    errors: fieldErrors(value.errors),
  };
  if (typeof value.detail === 'string') problem.detail = value.detail;
  if (typeof value.code === 'string') problem.code = value.code;
  return problem;
}

/** `Retry-After` in seconds; a date counts from `now`. */
export function parseRetryAfter(value: string | null, now = Date.now()): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}
