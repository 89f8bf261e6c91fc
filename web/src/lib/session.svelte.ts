// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in. The page keeps the access token in memory; what outlives it is an HttpOnly cookie and,
// in localStorage, the bare fact that there was a session, so that a visitor's page asks the server nothing.
import * as api from './api/accounts';
import type { Challenge, Tokens, User } from './api/types';
import { ApiError } from './api/problem';
import { renewAccess, setAccess, whenSessionIsLost } from './api/token';

const HINT_KEY = 'assisti.session';
/** What stands in the browser's storage under such keys somebody has written: it goes when they log out. */
export const DRAFT_PREFIX = 'assisti.draft.';

class Session {
  user = $state<User | null>(null);
  /** Set when a session is there but the server could not be asked. */
  unreachable = $state(false);

  /** Work that must be finished while the person is still signed in. */
  readonly beforeLogOut: (() => Promise<void>)[] = [];
  /** What to forget once they are not. */
  readonly afterEnd: (() => void)[] = [];

  start(): void {
    whenSessionIsLost(() => this.#forget());
    window.addEventListener('storage', (event) => {
      if (event.key !== HINT_KEY) return;
      if (event.newValue === null) this.#forget();
      else if (this.user === null) void this.restore();
    });
  }

  get expected(): boolean {
    return localStorage.getItem(HINT_KEY) !== null;
  }

  /** Takes up the session that the refresh cookie stands for, if there is one. */
  async restore(): Promise<void> {
    try {
      if (await renewAccess()) {
        this.#remember(await api.getMe());
      } else {
        this.#forget();
      }
      this.unreachable = false;
    } catch {
      this.unreachable = true;
    }
  }

  /** Answers what is still to be done where the password alone is not enough. */
  async logIn(email: string, password: string): Promise<Challenge | null> {
    const answer = await api.logIn(email, password);
    if ('two_factor_required' in answer) return answer;
    this.enter(answer);
    return null;
  }

  /** Whoever has these is logged in. */
  enter({ access, user }: Tokens): void {
    setAccess(access);
    this.#remember(user);
  }

  /** Before another site is asked who the person is: whether that went well is seen by the cookie only. */
  expect(): void {
    localStorage.setItem(HINT_KEY, '1');
  }

  /** The account is gone, and its sessions with it. */
  end(): void {
    this.#forget();
  }

  async logOut(): Promise<void> {
    await Promise.all(this.beforeLogOut.map((finish) => finish()));
    try {
      await api.logOut();
    } catch (error) {
      // A session that is over already needs no ending.
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
    for (const key of Object.keys(localStorage)) if (key.startsWith(DRAFT_PREFIX)) localStorage.removeItem(key);
    this.#forget();
  }

  #remember(user: User): void {
    this.user = user;
    localStorage.setItem(HINT_KEY, '1');
  }

  #forget(): void {
    setAccess(null);
    this.user = null;
    for (const forget of this.afterEnd) forget();
    localStorage.removeItem(HINT_KEY);
  }
}

export const session = new Session();
