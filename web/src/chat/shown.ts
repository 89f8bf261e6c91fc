// SPDX-License-Identifier: GPL-3.0-or-later
// What a link to a room shows to whoever has it.
import { requestJson } from '../lib/api/http';
import { withQuery } from '../lib/api/query';
import type { Listing } from '../lib/api/types';
import type { Key } from '../lib/i18n.svelte';

export const APPS = ['ocr', 'animals', 'road-signs'] as const;
export type App = (typeof APPS)[number];

/** What each application of pictures is called, wherever one goes to it. */
export const APP_NAMES: Readonly<Record<App, Key>> = { ocr: 'nav.ocr', animals: 'nav.animals', 'road-signs': 'nav.signs' };

export interface SharedMessage {
  message: string;
  answer: string;
  reasoning: string;
  created: string;
  status: 'streaming' | 'complete' | 'stopped' | 'failed';
  model: string | null;
  tools: { name: string; failed: boolean }[];
  /** Without a title where the picture was deleted. */
  attachments: { app: App; title: string; label: string | null }[];
}

export interface SharedPage extends Listing<SharedMessage> {
  title: string;
  owner_name: string;
  created: string;
  expires: string;
}

/** Anybody may ask this: nothing of the account of whoever looks goes with it. */
export function getShared(token: string, cursor: string | null): Promise<SharedPage> {
  return requestJson('GET', withQuery(`/shared/${encodeURIComponent(token)}`, { cursor }), { anonymous: true });
}

/** What staff get who open what was said: one message, or a room with its latest ones, the newest first. */
export type OpenedChat = SharedMessage | { category: { name: string }; messages: SharedMessage[] };
