// SPDX-License-Identifier: GPL-3.0-or-later
// One message with its answer, also while that is written.
import { ApiError } from '../lib/api/problem';
import { followAnswer } from './api';
import type { AnswerEvent, Message } from './types';

/** Where nobody looks, no frame comes. */
const FRAME_MS = 250;

export class Turn {
  message = $state.raw<Message>() as Message;
  /** On its way to the server. */
  sending = $state(false);
  /** Why its stream was given up; the answer may be written all the same. */
  lost = $state.raw<unknown>(null);
  #following: AbortController | null = null;
  /** What came since the last frame. */
  #more = { answer: '', reasoning: '' };
  #frame: { id: number; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(
    message: Message,
    /** Counts up from the oldest; those before the first that was loaded are below zero. */
    readonly place: number,
    /** Called once an answer has ended. */
    private readonly onEnd: (turn: Turn) => void = () => {},
  ) {
    this.message = message;
  }

  get id(): string {
    return this.message.id;
  }

  get running(): boolean {
    return this.message.status === 'streaming';
  }

  /** Takes what the server says it is now, and follows it if it is being written. */
  take(message: Message): void {
    this.leave();
    this.message = message;
    if (message.status === 'streaming') void this.#follow();
  }

  /** Follows no longer; the answer is written all the same. */
  leave(): void {
    this.#following?.abort();
    this.#following = null;
    this.#flush();
  }

  follow(): void {
    if (this.running && this.#following === null && !this.sending) void this.#follow();
  }

  async #follow(): Promise<void> {
    const abort = new AbortController();
    this.#following = abort;
    this.lost = null;
    try {
      await followAnswer(this.message, (event) => !abort.signal.aborted && this.#hear(event), abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      // Deleted on another device, it is not written any more.
      if (error instanceof ApiError && error.status === 404) this.message = { ...this.message, status: 'stopped' };
      else this.lost = error;
    }
    if (this.#following === abort) this.#following = null;
  }

  #hear(event: AnswerEvent): void {
    if (event.name === 'delta') this.#add('answer', event.text);
    else if (event.name === 'reasoning') this.#add('reasoning', event.text);
    else this.#hearRest(event);
  }

  #hearRest(event: Exclude<AnswerEvent, { name: 'delta' | 'reasoning' }>): void {
    this.#flush();
    const { message } = this;
    if (event.name === 'start') {
      const { version, model } = event;
      this.message = { ...message, version, model, answer: '', reasoning: '', tools: [] };
    } else if (event.name === 'tool') {
      this.message = { ...message, tools: [...message.tools, event.call] };
    } else if (event.name === 'notice') {
      this.message = { ...message, context: { dropped: event.dropped } };
    } else {
      const problem = event.name === 'error' ? event.problem : null;
      this.message = event.message ?? { ...message, status: 'failed', error: problem };
      this.onEnd(this);
    }
  }

  /** Pieces come faster than a screen shows them: they go in together, once a frame. */
  #add(where: 'answer' | 'reasoning', text: string): void {
    this.#more[where] += text;
    this.#frame ??= {
      id: requestAnimationFrame(() => this.#flush()),
      timer: setTimeout(() => this.#flush(), FRAME_MS),
    };
  }

  #flush(): void {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame.id);
    clearTimeout(this.#frame.timer);
    this.#frame = null;
    const { answer, reasoning } = this.#more;
    this.#more = { answer: '', reasoning: '' };
    const { message } = this;
    this.message = { ...message, answer: message.answer + answer, reasoning: message.reasoning + reasoning };
  }
}
