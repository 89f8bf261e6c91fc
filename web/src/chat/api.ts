// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of chat. What asks for an answer does not wait for it: the stream of the message brings it.
import { requestJson } from '../lib/api/http';
import { withQuery } from '../lib/api/query';
import { followEvents } from '../lib/api/sse';
import type { Listing } from '../lib/api/types';
import type { AnswerEvent, AttachmentRef, Category, CategoryChange, Message, Model, ToolCall } from './types';

export const roomPath = (id: string) => `/categories/${id}`;
export const messagePath = (id: string) => `/messages/${id}`;

export function listRooms(cursor: string | null): Promise<Listing<Category>> {
  const path = withQuery('/categories', { limit: 30, cursor });
  return requestJson('GET', `${path}&order=activity`);
}

export function getRoom(id: string, signal?: AbortSignal): Promise<Category> {
  return requestJson('GET', roomPath(id), { signal });
}

export function addRoom(change: CategoryChange): Promise<Category> {
  return requestJson('POST', '/categories', { json: change });
}

export function changeRoom(id: string, change: CategoryChange): Promise<Category> {
  return requestJson('PATCH', roomPath(id), { json: change });
}

export function listMessages(room: string, cursor: string | null, limit: number): Promise<Listing<Message>> {
  return requestJson('GET', withQuery(`${roomPath(room)}/messages`, { limit, cursor }));
}

export function getMessage(id: string): Promise<Message> {
  return requestJson('GET', messagePath(id));
}

export interface Said {
  message: string;
  attachments: AttachmentRef[];
}

/** The same key on a second try makes it the same message. */
export function say(room: string, said: Said, key: string): Promise<Message> {
  const headers = { 'Idempotency-Key': key };
  return requestJson('POST', `${roomPath(room)}/messages?wait=0`, { json: said, headers });
}

/** Without `attachments` those that are there stay. */
export function sayOtherwise(id: string, message: string): Promise<Message> {
  return requestJson('PATCH', `${messagePath(id)}?wait=0`, { json: { message } });
}

export function regenerate(id: string, model = ''): Promise<Message> {
  return requestJson('POST', `${messagePath(id)}/regenerate?wait=0`, { json: model === '' ? {} : { model } });
}

export function goOn(id: string): Promise<Message> {
  return requestJson('POST', `${messagePath(id)}/continue?wait=0`, {});
}

export function stop(id: string): Promise<Message> {
  return requestJson('POST', `${messagePath(id)}/stop`, {});
}

export function showVersion(id: string, version: number): Promise<Message> {
  return requestJson('PUT', `${messagePath(id)}/version`, { json: { version } });
}

export function listModels(): Promise<Listing<Model> & { default: string | null }> {
  return requestJson('GET', '/models');
}

const NAMES = new Set(['start', 'reasoning', 'delta', 'tool', 'notice', 'done', 'error']);

function readEvent(name: string, data: string): AnswerEvent {
  const value: unknown = JSON.parse(data);
  if (name === 'tool') return { name, call: value as ToolCall };
  return { name, ...(value as object) } as AnswerEvent;
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** The id of the last event that somebody has had who has this message: the stream sends only what comes after it. */
export function placeOf(message: Pick<Message, 'version' | 'reasoning' | 'answer' | 'tools'>): string {
  const { version, reasoning, answer, tools } = message;
  return `${version}-${bytesOf(reasoning)}-${bytesOf(answer)}-${tools.length}`;
}

/** Follows an answer to its end, from where the message stands. A lost connection is taken up again. */
export function followAnswer(
  message: Message,
  onEvent: (event: AnswerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  return followEvents(
    `${messagePath(message.id)}/events`,
    ({ name, data }) => {
      if (!NAMES.has(name)) return false;
      const event = readEvent(name, data);
      onEvent(event);
      return event.name === 'done' || event.name === 'error';
    },
    signal,
    placeOf(message),
  );
}
