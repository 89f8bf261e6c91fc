// SPDX-License-Identifier: GPL-3.0-or-later
// The person's pictures: the list, and what is being read now.
import * as api from './api/ocr';
import { ApiError } from './api/problem';
import type { OcrEvent, OcrRecord, OcrStage } from './api/types';
import { connection } from './connection.svelte';
import { sentenceFor } from './errors';
import { formatNumber, t, tn } from './i18n.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

export interface Progress {
  /** False while it waits in the queue. */
  running: boolean;
  queuePosition: number | null;
  stage: OcrStage | null;
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

export function isUnfinished(record: OcrRecord): boolean {
  return record.status === 'queued' || record.status === 'running';
}

/** Whether a worker has opened the picture: only then are there a thumbnail and upright pages. */
export function wasOpened(record: OcrRecord): boolean {
  return record.image.width !== null;
}

/** 0 to 1, or null while nobody knows. */
export function shareDone(progress: Progress | null): number | null {
  const permille = progress?.permille ?? null;
  return permille === null ? null : permille / 1000;
}

/** "Reading page 2 of 5" and the like. */
export function progressText(progress: Progress | null): string {
  if (progress?.stage === 'decode') return t('progress.decode');
  if (progress?.stage === 'layout') return t('progress.layout');
  if (progress?.stage === 'read') {
    if (progress.pages < 2) return t('progress.read');
    return t('progress.read_page', {
      page: formatNumber(progress.page),
      pages: formatNumber(progress.pages),
    });
  }
  if (progress?.running) return t('progress.starting');
  if (progress?.queuePosition) return tn('progress.queue', progress.queuePosition);
  return t('progress.waiting');
}

/** Follows one recognition and keeps its progress as state. */
export class Follower {
  progress = $state.raw<Progress>(WAITING);
  readonly #abort = new AbortController();

  constructor(
    readonly id: string,
    private readonly onEnd: (record: OcrRecord | null) => void,
  ) {
    void this.#run();
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    const signal = this.#abort.signal;
    let ended: OcrRecord | null = null;
    try {
      await api.followOcr(
        this.id,
        (event) => {
          if (event.name === 'done') ended = event.record;
          else this.#take(event);
        },
        signal,
      );
      ended ??= await api.getOcr(this.id, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError && error.status === 404)) {
        toasts.add(sentenceFor(error), { kind: 'error' });
        return;
      }
    }
    if (!signal.aborted) this.onEnd(ended);
  }

  #take(event: Exclude<OcrEvent, { name: 'done' }>): void {
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

/** Browsers open six connections to one host at most; two streams leave room for everything else. */
const STREAMS = 2;
const PAGE_SIZE = 20;

class Pictures {
  list = $state<OcrRecord[]>([]);
  next = $state<string | null>(null);
  query = $state('');
  state = $state<'new' | 'loading' | 'ready' | 'failed'>('new');
  error = $state.raw<unknown>(null);
  /** Ids that were deleted and can still be brought back. */
  hidden = $state<string[]>([]);

  /** The file that was sent last: it can be shown before the server has looked at it. */
  fresh: { id: string; file: File } | null = null;

  #followers = $state<Follower[]>([]);
  #loading: AbortController | null = null;

  visible = $derived(this.list.filter((record) => !this.hidden.includes(record.id)));

  progressOf(id: string): Progress | null {
    return this.#followers.find((follower) => follower.id === id)?.progress ?? null;
  }

  /** Loads the first rows for `query`; what is on the screen stays until they are there. */
  async load(query = this.query): Promise<void> {
    this.query = query;
    this.state = 'loading';
    const signal = this.#begin();
    try {
      const page = await api.listOcr({ limit: PAGE_SIZE, q: query }, signal);
      this.list = page.results;
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  async more(): Promise<void> {
    if (this.next === null || this.state === 'loading') return;
    this.state = 'loading';
    const signal = this.#begin();
    try {
      const page = await api.listOcr(
        { limit: PAGE_SIZE, q: this.query, cursor: this.next },
        signal,
      );
      const have = new Set(this.list.map((record) => record.id));
      this.list.push(...page.results.filter((record) => !have.has(record.id)));
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Adds a new record on top, or puts a newer version in the old one's place. */
  put(record: OcrRecord): void {
    const at = this.list.findIndex((one) => one.id === record.id);
    if (at >= 0) this.list[at] = record;
    else this.list.unshift(record);
  }

  drop(id: string): void {
    this.list = this.list.filter((record) => record.id !== id);
  }

  /** Follows the oldest unfinished rows; call it whenever the list has changed. */
  watch(): void {
    const wanted = this.visible
      .filter(isUnfinished)
      .slice(-STREAMS)
      .map((record) => record.id);
    for (const follower of this.#followers) {
      if (!wanted.includes(follower.id)) follower.stop();
    }
    const kept = this.#followers.filter((follower) => wanted.includes(follower.id));
    const fresh = wanted
      .filter((id) => !kept.some((follower) => follower.id === id))
      .map((id) => new Follower(id, (record) => (record ? this.put(record) : this.drop(id))));
    if (fresh.length > 0 || kept.length < this.#followers.length) {
      this.#followers = [...kept, ...fresh];
    }
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

export const pictures = new Pictures();
session.afterEnd.push(() => pictures.clear());
connection.whenBack.push(() => {
  if (pictures.state === 'failed') void pictures.load();
});
