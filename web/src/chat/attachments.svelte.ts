// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures that go with a message: each is stored by the application that it was given to, which says what is on it.
import { refuse, type Kind } from '../lib/accept';
import { animalsApi } from '../lib/api/animals';
import type { Fields, ImageApi } from '../lib/api/images';
import { ocrApi } from '../lib/api/ocr';
import { ApiError } from '../lib/api/problem';
import { roadSignsApi } from '../lib/api/road-signs';
import type { ImageEvent, ImageRecord } from '../lib/api/types';
import type { IconName } from '../lib/components/Icon.svelte';
import { problemSentence, sentenceFor } from '../lib/errors';
import { formatList, i18n, t, type Key } from '../lib/i18n.svelte';
import { languages } from '../lib/languages.svelte';
import { site } from '../lib/site.svelte';
import { newKey } from '../lib/uploads.svelte';
import type { Attachment, AttachmentRef, PictureApp } from './types';

export const MOST_PICTURES = 8;

interface App {
  icon: IconName;
  name: Key;
  kind: Kind;
  api: ImageApi<ImageRecord>;
  fields: () => Promise<Fields>;
}

const none = () => Promise.resolve({});

/** Records differ by application only in what is not read here. */
const as = (api: unknown) => api as ImageApi<ImageRecord>;

export const APPS: Readonly<Record<PictureApp, App>> = {
  ocr: {
    icon: 'text',
    name: 'chat.read_text',
    kind: 'page',
    api: as(ocrApi),
    fields: async () => {
      await languages.load();
      return { languages: languages.chosen.join('+') };
    },
  },
  animals: { icon: 'paw', name: 'chat.name_animal', kind: 'photo', api: as(animalsApi), fields: none },
  'road-signs': { icon: 'sign', name: 'chat.find_signs', kind: 'photo', api: as(roadSignsApi), fields: none },
};

export const APP_NAMES = Object.keys(APPS) as PictureApp[];

/** What was found, in a few words of the person's language. */
export async function foundOn(app: PictureApp, record: Pick<ImageRecord, 'label'>): Promise<string> {
  const label = record.label ?? '';
  if (label === '') return t(app === 'ocr' ? 'chat.no_text' : 'chat.nothing_found');
  if (app === 'ocr') return label;
  if (app === 'road-signs') {
    const [{ codex, labelNames }] = await Promise.all([import('../lib/road-signs.svelte'), i18n.need(['signs'])]);
    await codex.try();
    return formatList(labelNames(record as never));
  }
  const [{ zoo }] = await Promise.all([import('../lib/animals.svelte'), i18n.need(['animals'])]);
  await zoo.load();
  return zoo.title(zoo.find(label) ?? { label, name: label });
}

/** One picture beside the field that a message is written in. */
export class Picture {
  state = $state<'sending' | 'looking' | 'done' | 'failed'>('sending');
  /** 0 to 1. */
  sent = $state(0);
  title = $state('');
  found = $state('');
  reason = $state('');
  ref = $state.raw<AttachmentRef | null>(null);
  readonly key = newKey();
  readonly #abort = new AbortController();

  private constructor(
    readonly app: PictureApp,
    private readonly onChange: () => void,
  ) {}

  /** Sends a file to the application. */
  static send(file: File, app: PictureApp, onChange: () => void): Picture {
    const picture = new Picture(app, onChange);
    picture.title = file.name;
    void picture.#send(file);
    return picture;
  }

  /** One that is on the server already. */
  static again(ref: AttachmentRef, onChange: () => void): Picture {
    const picture = new Picture(ref.app, onChange);
    picture.ref = ref;
    picture.state = 'looking';
    void picture.#look();
    return picture;
  }

  leave(): void {
    this.#abort.abort();
  }

  async #send(file: File): Promise<void> {
    const { kind, api, fields } = APPS[this.app];
    const refused = refuse(file, site.info?.max_upload_bytes ?? null, kind);
    if (refused !== null) {
      this.#fail(refused);
      return;
    }
    try {
      const { id, title } = await api.add(file, await fields(), {
        signal: this.#abort.signal,
        idempotencyKey: this.key,
        onProgress: (sent, total) => (this.sent = total > 0 ? sent / total : 0),
      });
      this.title = title;
      this.ref = { app: this.app, id };
      this.state = 'looking';
      this.onChange();
      await this.#look();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#fail(sentenceFor(error));
    }
  }

  async #look(): Promise<void> {
    const { ref } = this;
    if (ref === null) return;
    const { api } = APPS[this.app];
    try {
      const watched: { record: ImageRecord | null } = { record: null };
      const hear = (event: ImageEvent<ImageRecord>) => {
        if (event.name === 'done') watched.record = event.record;
      };
      await api.follow(ref.id, hear, this.#abort.signal);
      const record = watched.record ?? (await api.get(ref.id, this.#abort.signal));
      this.title = record.title;
      if (record.status === 'failed') this.#fail(record.error ? problemSentence(record.error) : t('chat.not_looked'));
      else {
        this.found = await foundOn(this.app, record);
        this.state = 'done';
      }
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (error instanceof ApiError && error.status === 404) this.ref = null;
      this.#fail(sentenceFor(error));
    }
    this.onChange();
  }

  #fail(reason: string): void {
    this.state = 'failed';
    this.reason = reason;
  }

  /** As it stands in the message until the server has said what it is. */
  get shown(): Attachment | null {
    if (this.ref === null) return null;
    const status = this.state === 'done' ? 'done' : 'running';
    return { ...this.ref, title: this.title, label: null, status };
  }
}
