// SPDX-License-Identifier: GPL-3.0-or-later
// Text recognition.
import { BASE, request, requestJson, uploadForm, type UploadOptions } from './http';
import { withQuery, type Query } from './query';
import { followEvents } from './sse';
import { getAccess } from './token';
import type { Language, Listing, OcrEvent, OcrRecord, ResultFormat } from './types';

export function listOcr(query: Query, signal?: AbortSignal): Promise<Listing<OcrRecord>> {
  return requestJson('GET', withQuery('/ocr', query), { signal });
}

export function getOcr(id: string, signal?: AbortSignal): Promise<OcrRecord> {
  return requestJson('GET', `/ocr/${id}`, { signal });
}

/** `default` joins with "+" what is read when nothing is chosen. */
export function listOcrLanguages(): Promise<Listing<Language> & { default: string }> {
  return requestJson('GET', '/ocr/languages');
}

export function addOcr(
  image: File,
  title: string,
  languages: string[],
  options: UploadOptions,
): Promise<OcrRecord> {
  const form = new FormData();
  if (title !== '') form.set('title', title);
  if (languages.length > 0) form.set('languages', languages.join('+'));
  form.set('image', image, image.name);
  return uploadForm('POST', '/ocr', form, options);
}

export function replaceOcrImage(
  id: string,
  image: File,
  options: UploadOptions,
): Promise<OcrRecord> {
  const form = new FormData();
  form.set('image', image, image.name);
  return uploadForm('PATCH', `/ocr/${id}`, form, options);
}

export function renameOcr(id: string, title: string): Promise<OcrRecord> {
  return requestJson('PATCH', `/ocr/${id}`, { json: { title } });
}

export function predictOcr(id: string): Promise<OcrRecord> {
  return requestJson('POST', `/ocr/${id}/predict`, { json: {} });
}

export async function deleteOcr(id: string): Promise<void> {
  await request('DELETE', `/ocr/${id}`);
}

/** For a page that is being closed: the browser finishes the request after the page has gone. */
export function deleteOcrOnLeave(id: string): void {
  void fetch(`${BASE}/ocr/${id}`, {
    method: 'DELETE',
    keepalive: true,
    headers: { Authorization: `Bearer ${getAccess() ?? ''}` },
  }).catch(() => {});
}

export async function getPicture(path: string, signal?: AbortSignal): Promise<Blob> {
  return (await request('GET', path, { signal })).blob();
}

export const thumbnailPath = (id: string) => `/ocr/${id}/thumbnail`;
export const previewPath = (id: string, page: number) => `/ocr/${id}/preview?page=${page}`;

export async function getOcrResult(id: string, format: ResultFormat): Promise<Blob> {
  return (await request('GET', `/ocr/${id}/result.${format}`)).blob();
}

const OCR_EVENTS = new Set(['status', 'progress', 'done']);

/** Follows one recognition to its end. */
export function followOcr(
  id: string,
  onEvent: (event: OcrEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return followEvents(
    `/ocr/${id}/events`,
    ({ name, data }) => {
      if (!OCR_EVENTS.has(name)) return false;
      onEvent({ name, ...(JSON.parse(data) as object) } as OcrEvent);
      return name === 'done';
    },
    signal,
  );
}
