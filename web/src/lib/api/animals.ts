// SPDX-License-Identifier: GPL-3.0-or-later
// Naming animals: pictures, corrections and classifiers of one's own.
import { requestJson, uploadForm, type UploadOptions } from './http';
import { getFile, ImageApi, imageForm } from './images';
import { withQuery, type Query } from './query';
import type {
  AnimalClass,
  AnimalRecord,
  Classifier,
  Correction,
  CorrectionWord,
  Example,
  Listing,
  Model,
} from './types';

export const animalsApi = new ImageApi<AnimalRecord>('animals');

export function listClasses(model: string): Promise<{ results: AnimalClass[] }> {
  return requestJson('GET', withQuery('/animals/classes', { model }));
}

export function listModels(): Promise<{ results: Model[] }> {
  return requestJson('GET', '/animals/models');
}

export function correct(id: string, word: CorrectionWord): Promise<AnimalRecord> {
  return requestJson('PUT', `/animals/${id}/correction`, { json: word });
}

export function uncorrect(id: string): Promise<AnimalRecord> {
  return requestJson('DELETE', `/animals/${id}/correction`);
}

export function listCorrections(query: Query): Promise<Listing<Correction>> {
  return requestJson('GET', withQuery('/animals/corrections', query));
}

export function exportCorrections(): Promise<Blob> {
  return getFile('/animals/corrections/export');
}

const path = (id: string) => `/animals/classifiers/${id}`;

export const classifierPath = path;
export const examplePath = (id: string, example: string) => `${path(id)}/examples/${example}`;

export function listClassifiers(query: Query = {}): Promise<Listing<Classifier>> {
  return requestJson('GET', withQuery('/animals/classifiers', query));
}

export function addClassifier(name: string, classes: string[]): Promise<Classifier> {
  return requestJson('POST', '/animals/classifiers', { json: { name, classes } });
}

export function getClassifier(id: string, signal?: AbortSignal): Promise<Classifier> {
  return requestJson('GET', path(id), { signal });
}

export function renameClassifier(id: string, name: string): Promise<Classifier> {
  return requestJson('PATCH', path(id), { json: { name } });
}

/** `were` says what each class is called now, '' for a new one; a class that is not among them goes with its examples. */
export function changeClasses(id: string, classes: string[], were: string[]): Promise<Classifier> {
  return requestJson('PATCH', path(id), { json: { classes, were } });
}

export function trainClassifier(id: string): Promise<Classifier> {
  return requestJson('POST', `${path(id)}/train`, { json: {} });
}

export function listExamples(id: string, query: Query): Promise<Listing<Example>> {
  return requestJson('GET', withQuery(`${path(id)}/examples`, query));
}

export function addExample(
  id: string,
  name: string,
  image: File,
  options: UploadOptions,
): Promise<Example> {
  return uploadForm('POST', `${path(id)}/examples`, imageForm(image, { class: name }), options);
}
