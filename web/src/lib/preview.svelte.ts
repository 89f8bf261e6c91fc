// SPDX-License-Identifier: GPL-3.0-or-later
// The upright picture of one page, as an object URL. While a record is unfinished the server may not have one
// yet; then the file that was just sent stands in, where the browser can show it.
import { getFile } from './api/images';
import type { ImageRecord } from './api/types';
import { isUnfinished, wasOpened } from './records.svelte';

const SHOWABLE = /^image\/(jpeg|png|webp|gif|bmp|avif)$/;

/** Whether the server has something to show of it: what it opened, or what any browser opens. */
export function hasPicture(record: ImageRecord): boolean {
  return wasOpened(record) || record.image.type === 'image/jpeg';
}

export class Preview {
  url = $state<string | null>(null);
  #have = '';
  #abort: AbortController | null = null;

  /** Makes sure that the picture at `path` is shown or on its way. */
  load(record: ImageRecord, path: string, local: File | null): void {
    const picture = `${path} ${record.image.bytes}`;
    const wanted = `${picture} ${isUnfinished(record) ? 'early' : 'final'}`;
    if (wanted === this.#have) return;
    if (!this.#have.startsWith(`${picture} `)) this.#show(null, '');
    this.#abort?.abort();
    if (local && isUnfinished(record) && SHOWABLE.test(local.type)) this.#show(local, wanted);
    else if (hasPicture(record)) void this.#fetch(path, wanted);
  }

  drop(): void {
    this.#abort?.abort();
    this.#show(null, '');
  }

  async #fetch(path: string, wanted: string): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const blob = await getFile(path, signal);
      if (!signal.aborted) this.#show(blob, wanted);
    } catch {
      // Not there yet, or out of reach: the page shows the place of the picture, and the next step asks again.
    }
  }

  #show(blob: Blob | null, have: string): void {
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.url = blob === null ? null : URL.createObjectURL(blob);
    this.#have = have;
  }
}
