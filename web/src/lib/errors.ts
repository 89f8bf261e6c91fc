// SPDX-License-Identifier: GPL-3.0-or-later
// Errors as sentences for people.
import { ApiError, NetworkError, Told } from './api/problem';
import type { Problem } from './api/types';
import { formatNumber, i18n, t, type Key } from './i18n.svelte';

/** The sentence for an error: by its code, else the server's own words, else by its status. */
export function sentenceFor(error: unknown): string {
  if (error instanceof NetworkError) return t('problem.network');
  if (error instanceof Told) return t(error.sentence);
  if (error instanceof ApiError) {
    if (error.status === 429) return throttled(error.retryAfterSeconds);
    return problemSentence({
      title: error.message,
      status: error.status,
      ...(error.code === null ? {} : { code: error.code }),
      ...(error.detail === null ? {} : { detail: error.detail }),
    });
  }
  return t('problem.unknown');
}

function throttled(seconds: number | null): string {
  return seconds === null
    ? t('problem.throttled')
    : t('problem.throttled_for', { seconds: formatNumber(seconds) });
}

/** Codes that mean to a person what another one means. */
const MEANS: Readonly<Record<string, Key>> = {
  cancelled: 'problem.unknown',
  database_unavailable: 'problem.server',
  headers_too_large: 'problem.unknown',
  idempotency_key_reused: 'problem.unknown',
  internal_error: 'problem.server',
  invalid_cursor: 'problem.conflict',
  io_error: 'problem.server',
  malformed_form: 'problem.unknown',
  malformed_json: 'problem.unknown',
  method_not_allowed: 'problem.unknown',
  range_not_satisfiable: 'problem.unknown',
  shutting_down: 'problem.busy',
  token_invalid: 'problem.not_authenticated',
  unsupported_media_type: 'problem.unsupported_image',
  uri_too_long: 'problem.unknown',
};

/** The text for a code of the server, or null for one that is not known here. */
export function codeSentence(code: string): string | null {
  return i18n.text(MEANS[code] ?? `problem.${code}`);
}

/** The sentence for a problem that came inside a record. */
export function problemSentence(problem: Problem): string {
  const known = problem.code ? codeSentence(problem.code) : null;
  if (known) return known;
  if (problem.detail) return problem.detail;
  if (problem.status === 404) return t('problem.not_found');
  return problem.status >= 500 ? t('problem.server') : t('problem.unknown');
}
