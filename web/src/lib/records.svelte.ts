// SPDX-License-Identifier: GPL-3.0-or-later
// The person's pictures in one application: the list, and what is being worked on now.
import type { ImageApi } from './api/images';
import { ApiError } from './api/problem';
import type { ImageEvent, ImageRecord } from './api/types';
import { bin } from './bin.svelte';
import { connection } from './connection.svelte';
import { sentenceFor } from './errors';
import { formatNumber, t, tn, type Key } from './i18n.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

export interface Progress {
  /** False while it waits in the queue. */
  running: boolean;
  queuePosition: number | null;
  stage: string | null;
  page: number;
  pages: number;
  permille: number | null;
}

const WAITING: Progress = {
  running: false,
  queuePosition: null,
  stage: null,
  page: 1,
  pages: 1,
  permille: null,
};

export function isUnfinished(record: ImageRecord): boolean {
  return record.status === 'queued' || record.status === 'running';
}

/** Whether a worker has opened the picture: only then are there a thumbnail and upright pages. */
export function wasOpened(record: ImageRecord): boolean {
  return record.image.width !== null;
}

/** What is wrong with a file is still wrong at the next look. */
const REFUSALS = new Set(['unsupported_image', 'unreadable_image', 'too_many_pixels']);

export function wasRefused(record: ImageRecord): boolean {
  return record.status === 'failed' && REFUSALS.has(record.error?.code ?? '');
}

/** 0 to 1, or null while nobody knows. */
export function shareDone(progress: Progress | null): number | null {
  const permille = progress?.permille ?? null;
  return permille === null ? null : permille / 1000;
}

/** "Reading page 2 of 5" and the like. */
export function progressText(progress: Progress | null, working: Key): string {
  if (progress?.stage === 'decode') return t('progress.decode');
  if (progress?.stage === 'layout') return t('progress.layout');
  if (progress?.stage) {
    if (progress.pages < 2) return t(working);
    return t('progress.read_page', {
      page: formatNumber(progress.page),
      pages: formatNumber(progress.pages),
    });
  }
  if (progress?.running) return t('progress.starting');
  if (progress?.queuePosition) return tn('progress.queue', progress.queuePosition);
  return t('progress.waiting');
}

/** Follows one prediction and keeps its progress as state. */
export class Follower<R extends ImageRecord> {
  progress = $state.raw<Progress>(WAITING);
  readonly #abort = new AbortController();

  constructor(
    private readonly api: ImageApi<R>,
    readonly id: string,
    private readonly onEnd: (record: R | null) => void,
  ) {
    void this.#run();
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    const signal = this.#abort.signal;
    let ended: R | null = null;
    try {
      await this.api.follow(
        this.id,
        (event) => {
          if (event.name === 'done') ended = event.record;
          else this.#take(event);
        },
        signal,
      );
      ended ??= await this.api.get(this.id, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError && error.status === 404)) {
        toasts.add(sentenceFor(error), { kind: 'error' });
        return;
      }
    }
    if (!signal.aborted) this.onEnd(ended);
  }

  #take(event: Exclude<ImageEvent<R>, { name: 'done' }>): void {
    if (event.name === 'status') {
      this.progress = {
        ...WAITING,
        running: event.status === 'running',
        queuePosition: event.queue_position ?? null,
      };
    } else {
      const { stage, page, pages, permille } = event;
      this.progress = { running: true, queuePosition: null, stage, page, pages, permille };
    }
  }
}

const PAGE_SIZE = 20;

export class Records<R extends ImageRecord> {
  list = $state.raw<R[]>([]);
  next = $state<string | null>(null);
  query = $state('');
  state = $state<'new' | 'loading' | 'ready' | 'failed'>('new');
  error = $state.raw<unknown>(null);

  /** The file that was sent last: it can be shown before the server has looked at it. */
  fresh: { id: string; file: File } | null = null;

  #followers = $state.raw<Follower<R>[]>([]);
  #loading: AbortController | null = null;
  /** What came while the first rows were on their way, which may not have it yet. */
  #meanwhile: R[] = [];

  visible = $derived.by(() => this.list.filter((record) => !bin.has(this.api.path(record.id))));

  constructor(
    readonly api: ImageApi<R>,
    /** What is said while a worker is at it. */
    readonly working: Key,
  ) {
    session.afterEnd.push(() => this.clear());
    connection.whenBack.push(() => {
      if (this.state === 'failed') void this.load();
    });
  }

  progressOf(id: string): Progress | null {
    return this.#followers.find((follower) => follower.id === id)?.progress ?? null;
  }

  /** Loads the first rows for `query`; what is on the screen stays until they are there. */
  async load(query = this.query): Promise<void> {
    this.query = query;
    this.state = 'loading';
    this.#meanwhile = [];
    const signal = this.#begin();
    try {
      const page = await this.api.list({ limit: PAGE_SIZE, q: query }, signal);
      this.list = page.results;
      this.next = page.next;
      this.state = 'ready';
      for (const record of this.#meanwhile) this.put(record);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async more(): Promise<void> {
    if (this.next === null || this.state === 'loading') return;
    this.state = 'loading';
    const signal = this.#begin();
    try {
      const page = await this.api.list(
        { limit: PAGE_SIZE, q: this.query, cursor: this.next },
        signal,
      );
      const have = new Set(this.list.map((record) => record.id));
      this.list = [...this.list, ...page.results.filter((record) => !have.has(record.id))];
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Adds a new record on top, or puts a newer version in the old one's place. */
  put(record: R): void {
    if (this.state === 'loading') this.#meanwhile.push(record);
    const there = this.list.some((one) => one.id === record.id);
    this.list = there
      ? this.list.map((one) => (one.id === record.id ? record : one))
      : [record, ...this.list];
  }

  drop(id: string): void {
    this.#meanwhile = this.#meanwhile.filter((record) => record.id !== id);
    this.list = this.list.filter((record) => record.id !== id);
  }

  /** Follows the oldest unfinished rows; call it whenever the list has changed. */
  watch(streams: number): void {
    const wanted = this.visible
      .filter(isUnfinished)
      .slice(-streams)
      .map((record) => record.id);
    for (const follower of this.#followers) {
      if (!wanted.includes(follower.id)) follower.stop();
    }
    const kept = this.#followers.filter((follower) => wanted.includes(follower.id));
    const fresh = wanted
      .filter((id) => !kept.some((follower) => follower.id === id))
      .map((id) => this.#follow(id));
    if (fresh.length > 0 || kept.length < this.#followers.length) {
      this.#followers = [...kept, ...fresh];
    }
  }

  #follow(id: string): Follower<R> {
    return new Follower(this.api, id, (record) => (record ? this.put(record) : this.drop(id)));
  }

  unwatch(): void {
    for (const follower of this.#followers) follower.stop();
    this.#followers = [];
  }

  /** Forgets everything: somebody else may sign in. */
  clear(): void {
    this.unwatch();
    this.#loading?.abort();
    this.list = [];
    this.fresh = null;
    this.next = null;
    this.query = '';
    this.state = 'new';
  }

  #begin(): AbortSignal {
    this.#loading?.abort();
    this.#loading = new AbortController();
    return this.#loading.signal;
  }

  #fail(error: unknown): void {
    this.error = error;
    this.state = 'failed';
  }
}
