// SPDX-License-Identifier: GPL-3.0-or-later
// A list that the server gives out in parts, as a page shows it.
import type { Listing } from './api/types';

export class Paged<T> {
  list = $state.raw<T[]>([]);
  next = $state<string | null>(null);
  state = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);

  /** What was asked for last; the answer to anything older comes too late. */
  #asked: { cursor: string | null } = { cursor: null };

  /** `ask` brings the part that follows a cursor, or the first. */
  constructor(private readonly ask: (cursor: string | null) => Promise<Listing<T>>) {}

  /** The first part, in place of what is there. */
  load(): Promise<void> {
    return this.#take(null);
  }

  /** The next part, behind what is there; nothing while one is on its way. */
  async more(): Promise<void> {
    if (this.state !== 'loading' && this.next !== null) await this.#take(this.next);
  }

  /** What has failed, once more. */
  again(): Promise<void> {
    return this.#take(this.#asked.cursor);
  }

  async #take(cursor: string | null): Promise<void> {
    const asked = { cursor };
    this.#asked = asked;
    this.state = 'loading';
    this.error = null;
    try {
      const page = await this.ask(cursor);
      if (this.#asked !== asked) return;
      this.list = cursor === null ? page.results : [...this.list, ...page.results];
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      if (this.#asked !== asked) return;
      this.error = error;
      this.state = 'failed';
    }
  }
}
