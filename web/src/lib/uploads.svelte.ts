// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures on their way to the server, one after another. They go on while the person looks at other pages.
import { refuse, type Kind } from './accept';
import type { UploadOptions } from './api/http';
import { NetworkError } from './api/problem';
import { connection } from './connection.svelte';
import { sentenceFor } from './errors';
import { session } from './session.svelte';
import { site } from './site.svelte';

/** Unique without crypto.randomUUID, which only secure contexts have. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface UploadJob {
  file: File;
  /** Where it belongs: each page shows its own. */
  place: string;
  kind: Kind;
  send: (options: UploadOptions) => Promise<void>;
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
  /** Whose it is: who signs in after them in the same tab neither sees nor sends it. */
  readonly owner = session.user?.id;

  constructor(readonly job: UploadJob) {}

  get file(): File {
    return this.job.file;
  }
}

class Uploads {
  list = $state<Upload[]>([]);
  #running = false;

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.list.some((upload) => upload.state !== 'failed')) event.preventDefault();
    });
    connection.whenBack.push(() => {
      for (const upload of this.#own().filter((one) => one.unanswered)) this.retry(upload);
    });
  }

  #own(): Upload[] {
    return this.list.filter(({ owner }) => owner === session.user?.id);
  }

  at(place: string): Upload[] {
    return this.#own().filter((upload) => upload.job.place === place);
  }

  add(job: UploadJob): void {
    const upload = new Upload(job);
    const reason = this.#refuse(upload);
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
    return this.#refuse(upload) === null;
  }

  #refuse({ job }: Upload): string | null {
    return refuse(job.file, site.info?.max_upload_bytes ?? null, job.kind);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const next = this.#own().find((upload) => upload.state === 'waiting');
      if (!next) break;
      await this.#send(next);
    }
    this.#running = false;
  }

  async #send(upload: Upload): Promise<void> {
    upload.state = 'sending';
    try {
      await upload.job.send({
        signal: upload.abort.signal,
        idempotencyKey: upload.key,
        onProgress: (sent, total) => (upload.sent = total > 0 ? sent / total : 0),
      });
      this.#drop(upload);
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
