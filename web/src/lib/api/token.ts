// SPDX-License-Identifier: GPL-3.0-or-later
// The access token: in memory only, renewed through the HttpOnly refresh cookie, by one tab at a time.
import { connection } from '../connection.svelte';
import { withLock } from '../lock';
import { ApiError, NetworkError, parseProblem, parseRetryAfter } from './problem';

let access: string | null = null;
let freshUntil = 0;
let renewal: Promise<boolean> | null = null;
let onLost: () => void = () => {};

/** How long the token lives, by its own claims, so that a wrong clock here does not matter. */
export function tokenLifetimeMs(token: string): number {
  const payload = token.split('.')[1];
  if (!payload) return 0;
  try {
    const claims = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as {
      iat?: number;
      exp?: number;
    };
    return claims.iat && claims.exp ? (claims.exp - claims.iat) * 1000 : 0;
  } catch {
    return 0;
  }
}

export function setAccess(token: string | null): void {
  access = token;
  freshUntil = token === null ? 0 : performance.now() + tokenLifetimeMs(token);
}

export function getAccess(): string | null {
  return access;
}

/** Called when the session has ended on the server's side. */
export function whenSessionIsLost(callback: () => void): void {
  onLost = callback;
}

async function askForToken(): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch('/api/v1/auth/token/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
  } catch (cause) {
    connection.lose();
    throw new NetworkError(cause);
  }
  if (response.ok) {
    const body = (await response.json()) as { access: string };
    setAccess(body.access);
    return true;
  }
  if (response.status === 400 || response.status === 401 || response.status === 403) {
    setAccess(null);
    return false;
  }
  throw new ApiError(
    parseProblem(response.status, response.headers.get('Content-Type'), await response.text()),
    parseRetryAfter(response.headers.get('Retry-After')),
  );
}

/**
 * Renews the token; false means that nobody is signed in any more. The refresh token rotates, and one that is
 * used twice ends the whole session, so callers share one request and tabs take turns.
 */
export function renewAccess(): Promise<boolean> {
  renewal ??= withLock('refresh', askForToken).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Renews ahead of work that cannot be repeated cheaply, such as a long upload. */
export async function ensureFresh(forMs: number): Promise<void> {
  if (access !== null && performance.now() + forMs > freshUntil) await renewOrLose();
}

/** As renewAccess, and tells the application when the session is over. */
export async function renewOrLose(): Promise<boolean> {
  const renewed = await renewAccess();
  if (!renewed) onLost();
  return renewed;
}
