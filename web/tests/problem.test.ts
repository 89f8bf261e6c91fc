// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiError, NetworkError, parseProblem, parseRetryAfter } from '../src/lib/api/problem';
import { codeSentence, problemSentence, sentenceFor } from '../src/lib/errors';
import { fieldError, fieldSentence } from '../src/lib/form.svelte';
import { english as en } from './english';
import { i18n } from '../src/lib/i18n.svelte';

beforeAll(() => i18n.set('en', en));

describe('parseProblem', () => {
  const json = 'application/problem+json; charset=utf-8';

  it('takes what RFC 9457 and the contract define', () => {
    const body = '{"title":"T","status":409,"detail":"D","code":"c","errors":{"email":["x",1]}}';
    expect(parseProblem(409, json, body)).toEqual({
      title: 'T',
      status: 409,
      detail: 'D',
      code: 'c',
      errors: { email: ['x'] },
    });
  });

  it('trusts the status line, not the body', () => {
    expect(parseProblem(503, json, '{"title":"T","status":200}').status).toBe(503);
  });

  it.each([
    ['a page of a proxy', 'text/html', '<h1>Bad Gateway</h1>'],
    ['broken JSON', 'application/json', '{"title":'],
    ['a list', 'application/json', '[]'],
    ['no type', null, '{"title":"T"}'],
  ])('keeps only the status of %s', (_name, type, body) => {
    expect(parseProblem(502, type, body)).toEqual({ title: 'HTTP 502', status: 502 });
  });
});

describe('parseRetryAfter', () => {
  it('reads seconds and dates', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(parseRetryAfter('12')).toBe(12);
    expect(parseRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30);
    expect(parseRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfter('soon')).toBeNull();
    expect(parseRetryAfter(null)).toBeNull();
  });
});

describe('sentences', () => {
  it('know every code that the server has', () => {
    const table = readFileSync(new URL('../../src/base/err.h', import.meta.url), 'utf8');
    const codes = [...table.matchAll(/X\(E_\w+, -?\d+, \d+, "(\w+)"/g)].map((row) => row[1] ?? '');
    expect(codes.length).toBeGreaterThan(30);
    const unknown = codes.filter((code) => code !== 'ok' && codeSentence(code) === null);
    expect(unknown).toEqual([]);
  });

  it('prefers the code, then the detail, then the status', () => {
    const known = { title: '', status: 401, code: 'invalid_credentials', detail: 'd' };
    expect(problemSentence(known)).toBe(en['problem.invalid_credentials']);
    expect(problemSentence({ title: '', status: 422, code: 'brand_new', detail: 'd' })).toBe('d');
    expect(problemSentence({ title: '', status: 502 })).toBe(en['problem.server']);
    expect(problemSentence({ title: '', status: 404 })).toBe(en['problem.not_found']);
    expect(problemSentence({ title: '', status: 418 })).toBe(en['problem.unknown']);
  });

  it('names the wait where the server names it', () => {
    const throttled = new ApiError({ title: '', status: 429 }, 20);
    expect(sentenceFor(throttled)).toContain('20 seconds');
    expect(sentenceFor(new ApiError({ title: '', status: 429 }))).toBe(en['problem.throttled']);
    expect(sentenceFor(new NetworkError())).toBe(en['problem.network']);
    expect(sentenceFor(new TypeError('x'))).toBe(en['problem.unknown']);
  });

  it('translate what the server says of a field', () => {
    expect(fieldSentence('must have at least 8 characters')).toContain('at least 8');
    expect(fieldSentence('must have 1 to 150 characters')).toContain('at most 150');
    expect(fieldSentence('is required without a token')).toBe(en['check.required']);
    expect(fieldSentence('is a surprise')).toBe('is a surprise');
  });

  it('tells a field what is wrong with it', () => {
    const taken = new ApiError({ title: '', status: 409, code: 'email_taken' });
    expect(fieldError(taken, 'email')).toBe(en['problem.email_taken']);
    expect(fieldError(taken, 'password')).toBeNull();
    const weak = new ApiError({ title: '', status: 422, errors: { password: ['too common'] } });
    expect(fieldError(weak, 'password')).toBe('too common');
    expect(fieldError(new NetworkError(), 'password')).toBeNull();
  });
});
