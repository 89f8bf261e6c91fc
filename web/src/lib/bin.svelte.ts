// SPDX-License-Identifier: GPL-3.0-or-later
// Deleting waits some seconds, so that it can be undone. Leaving the site does it at once; should even that not
// reach the server, it is done on the next visit. What is deleted is known by its path in the API.
import { remove, removeOnLeave } from './api/images';
import { ApiError } from './api/problem';
import { ensureFresh } from './api/token';
import { sentenceFor } from './errors';
import { t } from './i18n.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

const UNDO_MS = 7_000;
/** After this much more nobody else is going to do it. */
const GRACE_MS = 5_000;

interface Doomed {
  timer: ReturnType<typeof setTimeout>;
  toast: number;
  gone: () => void;
}

/** What waits for deletion, by path, with the time when it is due; kept for each person apart. */
class Ledger {
  get #key(): string {
    return `assisti.bin.${session.user?.id ?? ''}`;
  }

  read(): Record<string, number> {
    try {
      return JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Record<string, number>;
    } catch {
      return {};
    }
  }

  set(path: string, due: number | null): void {
    const all = this.read();
    if (due === null) delete all[path];
    else all[path] = due;
    if (Object.keys(all).length > 0) localStorage.setItem(this.#key, JSON.stringify(all));
    else localStorage.removeItem(this.#key);
  }
}

class Bin {
  /** Deleted, or about to be. */
  #hidden = $state.raw<ReadonlySet<string>>(new Set());
  #doomed = new Map<string, Doomed>();
  #ledger = new Ledger();

  constructor() {
    session.beforeLogOut.push(() => this.empty());
    session.afterEnd.push(() => (this.#hidden = new Set()));
    window.addEventListener('pagehide', () => {
      for (const [path, { timer }] of this.#doomed) {
        clearTimeout(timer);
        removeOnLeave(path);
      }
      this.#doomed.clear();
    });
  }

  /** Whether lists should leave this out. */
  has(path: string): boolean {
    return this.#hidden.has(path);
  }

  /** Deletes soon; `text` tells it, and offers the way back. `gone` is called when it is done. */
  add(path: string, text: string, gone: () => void = () => {}): void {
    this.#hide(path, true);
    this.#ledger.set(path, Date.now() + UNDO_MS);
    const timer = setTimeout(() => void this.#delete(path), UNDO_MS);
    const toast = toasts.add(text, {
      ms: UNDO_MS,
      action: { label: t('undo'), run: () => this.#restore(path) },
    });
    this.#doomed.set(path, { timer, toast, gone });
    ensureFresh(UNDO_MS * 2).catch(() => {
      // The token only matters if the page closes now; the request itself renews it otherwise.
    });
  }

  /** Does what an earlier visit left undone. */
  finish(): void {
    const now = Date.now();
    for (const [path, due] of Object.entries(this.#ledger.read())) {
      if (due + GRACE_MS > now || this.#doomed.has(path)) continue;
      this.#hide(path, true);
      void this.#delete(path);
    }
  }

  /** Does all waiting deletions now. */
  async empty(): Promise<void> {
    await Promise.all([...this.#doomed.keys()].map((path) => this.#delete(path)));
  }

  /** Does those of these now that wait. */
  async emptyThese(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.filter((path) => this.#doomed.has(path)).map((path) => this.#delete(path)));
  }

  #hide(path: string, hidden: boolean): void {
    const next = new Set(this.#hidden);
    if (hidden) next.add(path);
    else next.delete(path);
    this.#hidden = next;
  }

  #take(path: string): Doomed | undefined {
    const doomed = this.#doomed.get(path);
    if (!doomed) return;
    clearTimeout(doomed.timer);
    toasts.drop(doomed.toast);
    this.#doomed.delete(path);
    return doomed;
  }

  #restore(path: string): void {
    this.#take(path);
    this.#ledger.set(path, null);
    this.#hide(path, false);
  }

  /** What is gone stays hidden: a list that was loaded before may still hold it. */
  async #delete(path: string): Promise<void> {
    const doomed = this.#take(path);
    try {
      await remove(path);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        toasts.add(`${t('image.not_deleted')} ${sentenceFor(error)}`, { kind: 'error' });
        this.#hide(path, false);
      }
    }
    this.#ledger.set(path, null);
    doomed?.gone();
  }
}

export const bin = new Bin();
