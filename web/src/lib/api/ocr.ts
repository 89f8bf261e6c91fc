// SPDX-License-Identifier: GPL-3.0-or-later
// Text recognition.
import { requestJson } from './http';
import { getFile, ImageApi } from './images';
import type { Language, Listing, OcrRecord, ResultFormat } from './types';

export const ocrApi = new ImageApi<OcrRecord>('ocr');

/** `default` joins with "+" what is read when nothing is chosen. */
export function listOcrLanguages(): Promise<Listing<Language> & { default: string }> {
  return requestJson('GET', '/ocr/languages');
}

export function getOcrResult(id: string, format: ResultFormat): Promise<Blob> {
  return getFile(`/ocr/${id}/result.${format}`);
}
