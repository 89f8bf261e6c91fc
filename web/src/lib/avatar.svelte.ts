// SPDX-License-Identifier: GPL-3.0-or-later
// One's own picture, as an object URL: only who is signed in may fetch it.
import { getProfile } from './api/accounts';
import { BASE } from './api/http';
import { getFile } from './api/images';
import type { Profile } from './api/types';
import { session } from './session.svelte';

class Avatar {
  url = $state<string | null>(null);
  #asked = false;

  constructor() {
    session.afterEnd.push(() => {
      this.#asked = false;
      this.#show(null);
    });
  }

  /** Once a visit; without an answer the first letter of the name stays. */
  async load(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    try {
      await this.take(await getProfile());
    } catch {
      this.#asked = false;
    }
  }

  /** The one of a profile as it is now. */
  async take({ avatar: address }: Profile): Promise<void> {
    const user = session.user;
    const blob = address ? await getFile(address.slice(BASE.length)) : null;
    if (session.user?.id === user?.id) this.#show(blob);
  }

  clear(): void {
    this.#show(null);
  }

  #show(blob: Blob | null): void {
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.url = blob === null ? null : URL.createObjectURL(blob);
  }
}

export const avatar = new Avatar();
