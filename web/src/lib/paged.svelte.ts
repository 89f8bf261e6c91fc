// SPDX-License-Identifier: GPL-3.0-or-later
// A list that the server gives out in parts, as a page shows it.
import type { Listing } from './api/types';

export class Paged<T> {
  list = $state.raw<T[]>([]);
  next = $state<string | null>(null);
  state = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);

  /** `ask` brings the part that follows a cursor, or the first. */
  constructor(private readonly ask: (cursor: string | null) => Promise<Listing<T>>) {}

  /** The first part, in place of what is there. */
  load(): Promise<void> {
    return this.#take(null);
  }

  /** The next part, behind what is there. */
  more(): Promise<void> {
    return this.#take(this.next);
  }

  async #take(cursor: string | null): Promise<void> {
    this.state = 'loading';
    this.error = null;
    try {
      const page = await this.ask(cursor);
      this.list = cursor === null ? page.results : [...this.list, ...page.results];
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      this.error = error;
      this.state = 'failed';
    }
  }
}
