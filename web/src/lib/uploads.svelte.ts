// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures on their way to the server, one after another. They go on while the person looks at other pages.
import { refuse } from './accept';
import * as api from './api/ocr';
import { NetworkError } from './api/problem';
import type { OcrRecord } from './api/types';
import { connection } from './connection.svelte';
import { sentenceFor } from './errors';
import { pictures } from './ocr.svelte';
import { site } from './site.svelte';

/** Unique without crypto.randomUUID, which only secure contexts have. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Upload {
  state = $state<'waiting' | 'sending' | 'failed'>('waiting');
  /** 0 to 1. */
  sent = $state(0);
  reason = $state('');
  /** Failed because the server could not be reached. */
  unanswered = false;
  readonly key = newKey();
  readonly abort = new AbortController();

  constructor(
    readonly file: File,
    readonly title: string,
    readonly languages: string[],
    readonly onDone: (record: OcrRecord) => void,
  ) {}
}

class Uploads {
  list = $state<Upload[]>([]);
  #running = false;

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.list.some((upload) => upload.state !== 'failed')) event.preventDefault();
    });
    connection.whenBack.push(() => {
      for (const upload of this.list.filter((one) => one.unanswered)) this.retry(upload);
    });
  }

  add(file: File, title: string, languages: string[], onDone: Upload['onDone']): void {
    const upload = new Upload(file, title, languages, onDone);
    const reason = refuse(file, site.info?.max_upload_bytes ?? null);
    if (reason !== null) {
      upload.state = 'failed';
      upload.reason = reason;
    }
    this.list.push(upload);
    void this.#run();
  }

  retry(upload: Upload): void {
    upload.state = 'waiting';
    upload.sent = 0;
    upload.unanswered = false;
    void this.#run();
  }

  cancel(upload: Upload): void {
    upload.abort.abort();
    this.#drop(upload);
  }

  /** Whether another try can help; a refused file stays refused. */
  canRetry(upload: Upload): boolean {
    return refuse(upload.file, site.info?.max_upload_bytes ?? null) === null;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const next = this.list.find((upload) => upload.state === 'waiting');
      if (!next) break;
      await this.#send(next);
    }
    this.#running = false;
  }

  async #send(upload: Upload): Promise<void> {
    upload.state = 'sending';
    try {
      const record = await api.addOcr(upload.file, upload.title, upload.languages, {
        signal: upload.abort.signal,
        idempotencyKey: upload.key,
        onProgress: (sent, total) => (upload.sent = total > 0 ? sent / total : 0),
      });
      this.#drop(upload);
      pictures.fresh = { id: record.id, file: upload.file };
      pictures.put(record);
      upload.onDone(record);
    } catch (error) {
      if (upload.abort.signal.aborted) return;
      upload.state = 'failed';
      upload.unanswered = error instanceof NetworkError;
      upload.reason = sentenceFor(error);
    }
  }

  #drop(upload: Upload): void {
    this.list = this.list.filter((one) => one.key !== upload.key);
  }
}

export const uploads = new Uploads();
