// SPDX-License-Identifier: GPL-3.0-or-later
// The token's life: renewed once for many requests, lost when the server says so.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestJson, whenProofIsNeeded } from '../src/lib/api/http';
import { NetworkError } from '../src/lib/api/problem';
import { setAccess, whenSessionIsLost } from '../src/lib/api/token';

type Answer = (path: string, init: RequestInit) => Response | Promise<Response>;

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  });
}

const bearer = (init: RequestInit) => new Headers(init.headers).get('Authorization');

let calls: string[] = [];

function serve(answer: Answer): void {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    calls.push(`${init.method} ${path}`);
    return answer(path, init);
  });
}

beforeEach(() => {
  calls = [];
  setAccess('old');
  vi.stubGlobal('navigator', {
    locks: { request: (_name: string, work: () => Promise<unknown>) => work() },
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  whenSessionIsLost(() => {});
  whenProofIsNeeded(() => Promise.resolve(false));
});

describe('requestJson', () => {
  it('renews the token once for several refused requests and repeats them', async () => {
    serve((path, init) => {
      if (path.endsWith('/refresh')) return json({ access: 'new' });
      return bearer(init) === 'Bearer new' ? json({ path }) : json({ code: 'x' }, 401);
    });
    const answers = await Promise.all([requestJson('GET', '/me'), requestJson('GET', '/ocr')]);
    expect(answers).toEqual([{ path: '/api/v1/me' }, { path: '/api/v1/ocr' }]);
    expect(calls.filter((call) => call.includes('refresh'))).toHaveLength(1);
  });

  it('tells when the session is over, and does not try for ever', async () => {
    let lost = 0;
    whenSessionIsLost(() => (lost += 1));
    serve(() => json({ code: 'not_authenticated' }, 401));
    await expect(requestJson('GET', '/me')).rejects.toMatchObject({ status: 401 });
    expect(calls).toEqual(['GET /api/v1/me', 'POST /api/v1/auth/token/refresh']);
    expect(lost).toBe(1);
  });

  it('keeps the session when the server is only out of reach', async () => {
    let lost = 0;
    whenSessionIsLost(() => (lost += 1));
    serve((path) => {
      if (path.endsWith('/refresh')) throw new TypeError('network');
      return json({}, 401);
    });
    await expect(requestJson('GET', '/me')).rejects.toBeInstanceOf(NetworkError);
    expect(lost).toBe(0);
  });

  it('sends no token where none belongs', async () => {
    serve((_path, init) => json({ token: bearer(init) }));
    expect(await requestJson('POST', '/auth/token', { anonymous: true, json: {} })).toEqual({
      token: null,
    });
  });

  it('repeats a request for which the person has proven to be there, once', async () => {
    let asked = 0;
    let proven = false;
    whenProofIsNeeded(async () => {
      asked += 1;
      proven = true;
      return true;
    });
    serve(() => (proven ? json({ done: true }) : json({ code: 'proof_required' }, 403)));
    expect(await requestJson('POST', '/auth/api-keys', { json: {} })).toEqual({ done: true });
    expect(asked).toBe(1);
    serve(() => json({ code: 'proof_required' }, 403));
    await expect(requestJson('DELETE', '/me')).rejects.toMatchObject({ code: 'proof_required' });
    expect(asked).toBe(2);
  });

  it('leaves a request alone for which the person gives no proof', async () => {
    serve(() => json({ code: 'proof_required' }, 403));
    await expect(requestJson('DELETE', '/me')).rejects.toMatchObject({ code: 'proof_required' });
    expect(calls).toEqual(['DELETE /api/v1/me']);
  });

  it('does not take a wrong password for a token that is too old', async () => {
    serve(() => json({ code: 'invalid_credentials' }, 401));
    await expect(requestJson('POST', '/auth/proof', { json: {} })).rejects.toMatchObject({ status: 401 });
    expect(calls).toEqual(['POST /api/v1/auth/proof']);
  });

  it('passes on what the server said', async () => {
    serve(() => json({ title: 'T', status: 422, code: 'c', errors: { title: ['long'] } }, 422));
    await expect(requestJson('PATCH', '/ocr/1', { json: {} })).rejects.toMatchObject({
      status: 422,
      code: 'c',
      errors: { title: ['long'] },
    });
  });
});
