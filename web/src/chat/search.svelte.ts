// SPDX-License-Identifier: GPL-3.0-or-later
// A search as a page shows it: the newest words count, and answers that come late do not.
import { findEverywhere, type Hit, type HitKind } from './portable';

const PAUSE_MS = 250;

export class Search {
  words = $state('');
  kind = $state<HitKind | ''>('');
  list = $state.raw<Hit[]>([]);
  next = $state<string | null>(null);
  state = $state<'idle' | 'loading' | 'more' | 'ready' | 'failed'>('idle');
  error = $state.raw<unknown>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  /** In all that one has, or in one room. */
  constructor(private readonly room?: string) {}

  /** Looks once the person pauses. */
  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.now(), PAUSE_MS);
  }

  choose(kind: HitKind | ''): void {
    this.kind = kind;
    void this.now();
  }

  /** The first hits, in place of what is there. */
  async now(): Promise<void> {
    this.stop();
    if (this.words.trim() === '') {
      this.list = [];
      this.next = this.error = null;
      this.state = 'idle';
      return;
    }
    this.state = 'loading';
    await this.#ask(null);
  }

  /** Those that follow, behind what is there. */
  async more(): Promise<void> {
    if (this.next === null || this.state === 'more') return;
    this.state = 'more';
    await this.#ask(this.next);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(cursor: string | null): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    this.error = null;
    const wanted = { words: this.words.trim(), kind: this.kind, room: this.room, cursor };
    try {
      const page = await findEverywhere(wanted, asking.signal);
      this.list = cursor === null ? page.results : [...this.list, ...page.results];
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      if (asking.signal.aborted) return;
      this.error = error;
      this.state = 'failed';
    }
  }
}
