// SPDX-License-Identifier: GPL-3.0-or-later
// What all image applications have in common: one shape of routes under one name.
import { BASE, request, requestJson, uploadForm, type UploadOptions } from './http';
import { withQuery, type Query } from './query';
import { followEvents } from './sse';
import { getAccess } from './token';
import type { ImageEvent, ImageRecord, Listing } from './types';

const EVENTS = new Set(['status', 'progress', 'done']);

/** What goes with a new picture; empty values are left out. */
export type Fields = Readonly<Record<string, string>>;

export class ImageApi<R extends ImageRecord> {
  constructor(readonly name: string) {}

  path(id: string): string {
    return `/${this.name}/${id}`;
  }

  list(query: Query, signal?: AbortSignal): Promise<Listing<R>> {
    return requestJson('GET', withQuery(`/${this.name}`, query), { signal });
  }

  get(id: string, signal?: AbortSignal): Promise<R> {
    return requestJson('GET', this.path(id), { signal });
  }

  add(image: File, fields: Fields, options: UploadOptions): Promise<R> {
    return uploadForm('POST', `/${this.name}`, imageForm(image, fields), options);
  }

  replaceImage(id: string, image: File, options: UploadOptions): Promise<R> {
    return uploadForm('PATCH', this.path(id), imageForm(image), options);
  }

  rename(id: string, title: string): Promise<R> {
    return requestJson('PATCH', this.path(id), { json: { title } });
  }

  predict(id: string): Promise<R> {
    return requestJson('POST', `${this.path(id)}/predict`, { json: {} });
  }

  thumbnailPath(id: string): string {
    return `${this.path(id)}/thumbnail`;
  }

  previewPath(id: string, page: number): string {
    return `${this.path(id)}/preview?page=${page}`;
  }

  /** Follows one prediction to its end. */
  follow(id: string, onEvent: (event: ImageEvent<R>) => void, signal: AbortSignal): Promise<void> {
    return followEvents(
      `${this.path(id)}/events`,
      ({ name, data }) => {
        if (!EVENTS.has(name)) return false;
        onEvent({ name, ...(JSON.parse(data) as object) } as ImageEvent<R>);
        return name === 'done';
      },
      signal,
    );
  }
}

export function imageForm(image: File, fields: Fields = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== '') form.set(name, value);
  form.set('image', image, image.name);
  return form;
}

export async function getFile(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await request('GET', path, { signal })).blob();
}

export async function remove(path: string): Promise<void> {
  await request('DELETE', path);
}

/** For a page that is being closed: the browser finishes the request after the page has gone. */
export function removeOnLeave(path: string): void {
  void fetch(BASE + path, {
    method: 'DELETE',
    keepalive: true,
    headers: { Authorization: `Bearer ${getAccess() ?? ''}` },
  }).catch(() => {});
}
