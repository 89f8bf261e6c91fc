// SPDX-License-Identifier: GPL-3.0-or-later
// What is said in one room: the part that is loaded, and all that can be done with it.
import { bin } from '../lib/bin.svelte';
import { ApiError } from '../lib/api/problem';
import * as api from './api';
import { rooms } from './rooms.svelte';
import { Turn } from './turn.svelte';
import type { Category, Message } from './types';

const FIRST = 20;
const PART = 24;
/** What asks for a message far up loads as much at once as the server gives. */
const MOST = 100;
const ASK_MS = 5_000;

export class Conversation {
  room = $state.raw<Category | null>(null);
  /** The oldest first. */
  turns = $state.raw<Turn[]>([]);
  state = $state<'loading' | 'ready' | 'failed' | 'gone'>('loading');
  error = $state.raw<unknown>(null);
  /** What could not be done with a message that is there. */
  trouble = $state.raw<unknown>(null);
  older = $state<string | null>(null);
  loadingOlder = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;
  #asking = false;

  visible = $derived.by(() => this.turns.filter(({ sending, message }) => sending || !bin.has(api.messagePath(message.id))));
  running = $derived.by(() => this.turns.findLast((turn) => turn.running || turn.sending) ?? null);

  constructor(readonly id: string) {}

  get last(): Turn | null {
    return this.visible.at(-1) ?? null;
  }

  async load(): Promise<void> {
    this.state = 'loading';
    try {
      const [room, page] = await Promise.all([api.getRoom(this.id), api.listMessages(this.id, null, FIRST)]);
      this.room = room;
      rooms.put(room);
      this.#show(page.results);
      this.older = page.next;
      this.state = 'ready';
    } catch (error) {
      this.error = error;
      this.state = error instanceof ApiError && error.status === 404 ? 'gone' : 'failed';
    }
  }

  /** Keeps up with what other devices do in the room, as long as the page is looked at. */
  watch(): () => void {
    const look = () => void this.#look();
    this.#timer = setInterval(look, ASK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(this.#timer);
      document.removeEventListener('visibilitychange', look);
      for (const turn of this.turns) turn.leave();
    };
  }

  async #look(): Promise<void> {
    if (document.hidden || this.#asking || this.running || this.state !== 'ready') return;
    this.#asking = true;
    try {
      const [newest] = (await api.listMessages(this.id, null, 1)).results;
      const last = this.turns.at(-1)?.message;
      const same = newest?.id === last?.id && newest?.version === last?.version && newest?.status === last?.status;
      if (!same && !this.running) {
        await this.reload(null, () => this.running !== null);
        await this.refresh();
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.state = 'gone';
    }
    this.#asking = false;
  }

  #takeRoom(room: Category): void {
    this.room = room;
    rooms.put(room);
  }

  /** Its name comes from the first message, and its place in the list from the last. */
  async refresh(): Promise<void> {
    try {
      this.#takeRoom(await api.getRoom(this.id));
    } catch {
      // The next look at the room brings it.
    }
  }

  /**
   * The newest part again, as far up as `until`: versions may have changed what is shown. It stays as it was where that
   * `isLate` when it comes: what has been said in the meantime is not in it.
   */
  async reload(until: string | null = null, isLate = () => false): Promise<void> {
    const messages: Message[] = [];
    let cursor: string | null = null;
    do {
      const page = await api.listMessages(this.id, cursor, until === null ? FIRST : MOST);
      messages.push(...page.results);
      cursor = page.next;
    } while (until !== null && cursor !== null && !messages.some(({ id }) => id === until));
    if (isLate()) return;
    const oldest = messages.at(-1);
    const kept = oldest ? this.turns.filter(({ id }) => id < oldest.id) : [];
    this.#show(messages, kept);
    if (kept.length === 0) this.older = cursor;
  }

  /** Shows these, the newest first, after `before`. Who is there already stays the same. */
  #show(messages: readonly Message[], before: readonly Turn[] = []): void {
    const known = new Map(this.turns.map((turn) => [turn.id, turn]));
    const start = before.at(-1)?.place ?? this.turns[0]?.place ?? 0;
    let place = before.length > 0 ? start : start - 1;
    const shown = messages.toReversed().map((message) => {
      place += 1;
      const turn = known.get(message.id);
      // Who is written on its own stream knows more than the list.
      if (turn && turn.place === place && turn.running && turn.message.version === message.version) return turn;
      const fresh = turn && turn.place === place ? turn : this.#turn(message, place);
      if (fresh !== turn) turn?.leave();
      fresh.take(message);
      return fresh;
    });
    const stay = new Set<Turn>([...before, ...shown]);
    for (const turn of this.turns) if (!stay.has(turn)) turn.leave();
    this.turns = [...before, ...shown];
  }

  #turn(message: Message, place: number): Turn {
    return new Turn(message, place, () => void this.refresh());
  }

  async loadOlder(limit = PART): Promise<void> {
    if (this.older === null || this.loadingOlder) return;
    this.loadingOlder = true;
    try {
      const page = await api.listMessages(this.id, this.older, limit);
      const first = this.turns[0]?.place ?? 0;
      const known = new Set(this.turns.map(({ id }) => id));
      const fresh = page.results
        .filter(({ id }) => !known.has(id))
        .map((message, i) => this.#turn(message, first - 1 - i));
      this.turns = [...fresh.toReversed(), ...this.turns];
      this.older = page.next;
    } catch (error) {
      this.trouble = error;
    }
    this.loadingOlder = false;
  }

  /** Loads as far up as a message; false where the room does not show it. */
  async reach(id: string): Promise<boolean> {
    while (!this.turns.some((turn) => turn.id === id)) {
      const before = this.older;
      if (before === null) return false;
      await this.loadOlder(MOST);
      if (this.older === before) return false;
    }
    return true;
  }

  /** Says something; throws where the server has not taken it. */
  async say(said: api.Said, shown: Message, key: string): Promise<void> {
    this.trouble = null;
    const turn = this.#turn(shown, (this.turns.at(-1)?.place ?? 0) + 1);
    turn.sending = true;
    this.turns = [...this.turns, turn];
    try {
      // What waits for its deletion is not to be answered to.
      await bin.emptyThese(this.turns.map(({ id }) => api.messagePath(id)));
      const message = await api.say(this.id, said, key);
      // A second try of one that had arrived after all: it may have been seen here in the meantime.
      this.turns = this.turns.filter((one) => one === turn || one.id !== message.id);
      turn.sending = false;
      turn.take(message);
    } catch (error) {
      this.turns = this.turns.filter((one) => one !== turn);
      throw error;
    }
    void this.refresh();
  }

  /** Has something done with a message; what goes wrong is told, and what it was stays. */
  async #do(turn: Turn, act: () => Promise<Message>, cut: boolean): Promise<boolean> {
    this.trouble = null;
    try {
      await bin.emptyThese(this.turns.map(({ id }) => api.messagePath(id)));
      const message = await act();
      if (cut) {
        for (const later of this.turns) if (later.place > turn.place) later.leave();
        this.turns = this.turns.filter(({ place }) => place <= turn.place);
      }
      turn.take(message);
      return true;
    } catch (error) {
      this.trouble = error;
      return false;
    }
  }

  edit(turn: Turn, text: string): Promise<boolean> {
    return this.#do(turn, () => api.sayOtherwise(turn.id, text), true);
  }

  regenerate(turn: Turn, model = ''): Promise<boolean> {
    return this.#do(turn, () => api.regenerate(turn.id, model), true);
  }

  goOn(turn: Turn): Promise<boolean> {
    return this.#do(turn, () => api.goOn(turn.id), false);
  }

  async stop(): Promise<void> {
    const turn = this.running;
    if (!turn || turn.sending) return;
    try {
      turn.take(await api.stop(turn.id));
      void this.refresh();
    } catch (error) {
      // It has just ended by itself.
      if (!(error instanceof ApiError && error.code === 'not_streaming')) this.trouble = error;
    }
  }

  async show(turn: Turn, version: number): Promise<void> {
    const done = await this.#do(turn, () => api.showVersion(turn.id, version), false);
    if (!done) return;
    try {
      await this.reload(turn.id);
    } catch (error) {
      this.trouble = error;
    }
  }
}
