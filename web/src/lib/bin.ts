// SPDX-License-Identifier: GPL-3.0-or-later
// Deleting waits some seconds, so that it can be undone. Leaving the site does it at once; should even that not
// reach the server, it is done on the next visit.
import * as api from './api/ocr';
import { ApiError } from './api/problem';
import { ensureFresh } from './api/token';
import type { OcrRecord } from './api/types';
import { sentenceFor } from './errors';
import { t } from './i18n.svelte';
import { pictures } from './ocr.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

const UNDO_MS = 7_000;
/** After this much more nobody else is going to do it. */
const GRACE_MS = 5_000;

interface Doomed {
  timer: ReturnType<typeof setTimeout>;
  toast: number;
}

/** What waits for deletion, by id, with the time when it is due; kept for each person apart. */
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

  set(id: string, due: number | null): void {
    const all = this.read();
    if (due === null) delete all[id];
    else all[id] = due;
    if (Object.keys(all).length > 0) localStorage.setItem(this.#key, JSON.stringify(all));
    else localStorage.removeItem(this.#key);
  }
}

class Bin {
  #doomed = new Map<string, Doomed>();
  #ledger = new Ledger();

  constructor() {
    session.beforeLogOut.push(() => this.#flush());
    window.addEventListener('pagehide', () => {
      for (const [id, { timer }] of this.#doomed) {
        clearTimeout(timer);
        api.deleteOcrOnLeave(id);
      }
      this.#doomed.clear();
    });
  }

  add(record: OcrRecord): void {
    const { id } = record;
    pictures.hidden.push(id);
    this.#ledger.set(id, Date.now() + UNDO_MS);
    const timer = setTimeout(() => void this.#delete(id), UNDO_MS);
    const toast = toasts.add(t('ocr.deleted'), {
      ms: UNDO_MS,
      action: { label: t('undo'), run: () => this.#restore(id) },
    });
    this.#doomed.set(id, { timer, toast });
    ensureFresh(UNDO_MS * 2).catch(() => {
      // The token only matters if the page closes now; the request itself renews it otherwise.
    });
  }

  /** Does what an earlier visit left undone. */
  finish(): void {
    const now = Date.now();
    for (const [id, due] of Object.entries(this.#ledger.read())) {
      if (due + GRACE_MS > now || this.#doomed.has(id)) continue;
      pictures.hidden.push(id);
      void this.#delete(id);
    }
  }

  /** Does all waiting deletions now. */
  async #flush(): Promise<void> {
    await Promise.all([...this.#doomed.keys()].map((id) => this.#delete(id)));
  }

  #take(id: string): void {
    const doomed = this.#doomed.get(id);
    if (!doomed) return;
    clearTimeout(doomed.timer);
    toasts.drop(doomed.toast);
    this.#doomed.delete(id);
  }

  #restore(id: string): void {
    this.#take(id);
    this.#ledger.set(id, null);
    pictures.hidden = pictures.hidden.filter((one) => one !== id);
  }

  async #delete(id: string): Promise<void> {
    this.#take(id);
    try {
      await api.deleteOcr(id);
      pictures.drop(id);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) pictures.drop(id);
      else toasts.add(`${t('ocr.not_deleted')} ${sentenceFor(error)}`, { kind: 'error' });
    }
    this.#ledger.set(id, null);
    pictures.hidden = pictures.hidden.filter((one) => one !== id);
  }
}

export const bin = new Bin();
