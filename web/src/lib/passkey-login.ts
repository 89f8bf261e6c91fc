// SPDX-License-Identifier: GPL-3.0-or-later
// Logging in with a passkey alone.
import { ApiError, Told } from './api/problem';
import { passkeyLogIn, passkeyLogInOptions } from './api/security';
import { getPasskey, offersPasskeys, type Asking } from './passkeys';
import { session } from './session.svelte';

/** Resolves to what logs in with the passkey that the person has shown. */
async function ask(asking: Asking): Promise<() => Promise<void>> {
  const { challenge_id, publicKey } = await passkeyLogInOptions();
  const shown = await getPasskey(publicKey, asking);
  return async () => {
    const answer = await passkeyLogIn(challenge_id, shown).catch((error: unknown) => {
      // Devices keep what was removed here; there is no password to be wrong.
      const unknown = error instanceof ApiError && error.code === 'invalid_credentials';
      throw unknown ? new Told('problem.passkey_unknown') : error;
    });
    session.enter(answer);
  };
}

/** The server's question is forgotten after five minutes; it is asked anew before. */
const ASK_AGAIN_MS = 4 * 60_000;

/** Passkeys on the page for logging in: offered in the field for the address, or asked for by a button. */
export class PasskeyLogIn {
  #offer: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Offers them where the browser can; `onError` hears of those that the server does not take. */
  async offer(onError: (error: unknown) => void): Promise<void> {
    this.stop();
    const mine = new AbortController();
    this.#offer = mine;
    if (!(await offersPasskeys()) || mine.signal.aborted) return;
    this.#timer = setTimeout(() => void this.offer(onError), ASK_AGAIN_MS);
    // Whoever turns away from the offer types a password, and so does who cannot have one: there is nothing to say.
    const logIn = await ask({ conditional: true, signal: mine.signal }).catch(() => null);
    if (logIn === null || mine.signal.aborted) return;
    this.stop();
    await logIn().catch(onError);
  }

  /** A browser asks for one passkey at a time, so that the offer ends first. */
  async ask(): Promise<void> {
    this.stop();
    const logIn = await ask({});
    await logIn();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#offer?.abort();
    this.#offer = null;
  }
}
