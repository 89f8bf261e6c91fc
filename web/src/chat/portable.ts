// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms that leave and come: links to them, files of them, and what is looked for in all of them.
import { request, requestJson, uploadForm } from '../lib/api/http';
import { ApiError } from '../lib/api/problem';
import { withQuery } from '../lib/api/query';
import type { Listing } from '../lib/api/types';
import { fileName, saveBlob } from '../lib/files';
import type { Key } from '../lib/i18n.svelte';
import { APPS } from './shown';

// ---- links to a room ----

export interface Share {
  id: string;
  category: string;
  created: string;
  expires: string;
  state: 'active' | 'expired' | 'ended';
}

/** The only time that its address is told. */
export interface NewShare extends Share {
  url: string;
}

export function listShares(room: string, cursor: string | null): Promise<Listing<Share>> {
  return requestJson('GET', withQuery(`/categories/${room}/shares`, { cursor }));
}

export function addShare(room: string, days: number): Promise<NewShare> {
  return requestJson('POST', `/categories/${room}/shares`, { json: { expires_in_days: days } });
}

export async function dropShare(id: string): Promise<void> {
  await request('DELETE', `/shares/${id}`);
}

// ---- files ----

export type ExportFormat = 'md' | 'html' | 'json';

/** Hands the room to the person as a file under its name. */
export async function saveRoom(room: string, name: string, format: ExportFormat): Promise<void> {
  const response = await request('GET', `/categories/${room}/export?format=${format}`);
  saveBlob(await response.blob(), fileName(name, format));
}

export interface Skipped {
  title: string;
  /** The server's words. */
  reason: string;
}

/** The lists name the first hundred. */
export interface Imported {
  rooms: number;
  messages: number;
  categories: { id: string; name: string }[];
  skipped_count: number;
  skipped: Skipped[];
}

export interface Sending {
  signal: AbortSignal;
  /** The same for every try with one file: it is taken in once. */
  key: string;
  onProgress: (sent: number, total: number) => void;
}

export function importRooms(file: File, { signal, key, onProgress }: Sending): Promise<Imported> {
  const form = new FormData();
  form.set('file', file);
  return uploadForm('POST', '/categories/import', form, { signal, idempotencyKey: key, onProgress });
}

/** The server's reasons for leaving something out, by how they begin. A test holds them to its source. */
export const REASONS: readonly [begins: string, why: Key][] = [
  ['The file is none that can be taken in', 'rooms.why_unknown'],
  ['The file is empty', 'rooms.why_empty'],
  ['The file has more than', 'rooms.why_file_large'],
  ['The rooms in the archive are too large', 'rooms.why_file_large'],
  ['There is no conversations.json', 'rooms.why_no_list'],
  ['It is larger than', 'rooms.why_large'],
  ['It has more than', 'rooms.why_large'],
  ['It has too many branches', 'rooms.why_large'],
  ['Its messages are longer than', 'rooms.why_large'],
  ['One of its messages is longer than', 'rooms.why_long'],
  ['One of its messages has more than', 'rooms.why_long'],
  ['One of its messages has no version', 'rooms.why_torn'],
  ['One of its messages follows', 'rooms.why_torn'],
  ['Two of its messages follow', 'rooms.why_torn'],
  ['It is no chat in a form', 'rooms.why_unknown'],
  ['There are no messages in it', 'rooms.why_bare'],
  ['An account can have at most', 'rooms.why_full'],
  ['There are too many rooms in the file', 'rooms.why_rest'],
];

const NOTHING = 'Nothing in the file could be taken in. ';

/** The sentence for a reason of the server, or null for one that is new here. */
export function reasonKey(words: string): Key | null {
  const reason = words.startsWith(NOTHING) ? words.slice(NOTHING.length) : words;
  return REASONS.find(([begins]) => reason.startsWith(begins))?.[1] ?? null;
}

/** Why a whole file was refused, where the server has said more than that it was. */
export function refusalKey(error: unknown): Key | null {
  return error instanceof ApiError && error.detail !== null ? reasonKey(error.detail) : null;
}

// ---- what is looked for ----

export const HIT_KINDS = ['message', ...APPS] as const;
export type HitKind = (typeof HIT_KINDS)[number];

/** A part of a text, cut where words were found. */
export type Snippet = { text: string; hit: boolean }[];

export interface Hit {
  kind: HitKind;
  id: string;
  /** The room of a message. */
  category: string | null;
  category_name: string | null;
  created: string;
  title: Snippet;
  text: Snippet;
}

export interface Wanted {
  words: string;
  kind: HitKind | '';
  /** Only in this room. */
  room?: string | undefined;
  cursor: string | null;
}

export function findEverywhere(wanted: Wanted, signal: AbortSignal): Promise<Listing<Hit>> {
  const query = new URLSearchParams({ q: wanted.words });
  if (wanted.kind !== '') query.set('kind', wanted.kind);
  if (wanted.room) query.set('category', wanted.room);
  if (wanted.cursor) query.set('cursor', wanted.cursor);
  return requestJson('GET', `/search?${query}`, { signal });
}

/** Where a hit leads: the message within its room, or the picture's own page. */
export function pathOfHit({ kind, id, category }: Pick<Hit, 'kind' | 'id' | 'category'>): string {
  return kind === 'message' ? `/chat/${category}?message=${id}` : `/${kind}/${id}`;
}
