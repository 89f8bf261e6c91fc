// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms and messages as the HTTP contract has them.
import type { Problem } from '../lib/api/types';

export const PRESETS = ['general', 'summarize', 'grammar', 'language', 'science', 'coding'] as const;
export type PresetName = (typeof PRESETS)[number];

export interface Category {
  id: string;
  name: string;
  preset: PresetName;
  instructions: string;
  /** Empty: the default. */
  model: string;
  /** Names of tools that models are not offered in it. */
  tools_off: string[];
  created: string;
  updated: string;
  /** When something was said in it last. */
  activity: string;
  messages: number;
  last_message: string | null;
}

/** What can be said of a room when it is made, or later. */
export interface CategoryChange {
  name?: string;
  preset?: PresetName;
  instructions?: string;
  model?: string;
  tools_off?: string[];
}

export type PictureApp = 'ocr' | 'animals' | 'road-signs';

export interface AttachmentRef {
  app: PictureApp;
  id: string;
}

export interface Attachment extends AttachmentRef {
  title: string | null;
  label: string | null;
  status: 'queued' | 'running' | 'done' | 'failed' | 'deleted';
}

export interface ToolCall {
  name: string;
  input: unknown;
  output: unknown;
  failed: boolean;
}

export interface Message {
  id: string;
  category: string;
  message: string;
  /** Markdown that others wrote. */
  answer: string;
  reasoning: string;
  created: string;
  status: 'streaming' | 'complete' | 'stopped' | 'failed';
  model: string | null;
  usage: { prompt_tokens: number; completion_tokens: number; estimated: boolean };
  tools: ToolCall[];
  attachments: Attachment[];
  version: number;
  versions: number;
  error: Problem | null;
  finish: 'stop' | 'length' | 'filter' | 'cut' | null;
  context: { dropped: number };
  ended: string | null;
  can_continue: boolean;
}

export interface Model {
  id: string;
  name: string;
  provider: string;
  context_tokens: number;
  /** It takes pictures. */
  sees: boolean;
  tools: boolean;
  is_default: boolean;
}

/** What a stream of an answer tells. */
export type AnswerEvent =
  | { name: 'start'; id: string; version: number; model: string | null }
  | { name: 'reasoning'; text: string }
  | { name: 'delta'; text: string }
  | { name: 'tool'; call: ToolCall }
  | { name: 'notice'; dropped: number }
  | { name: 'done'; message: Message }
  | { name: 'error'; problem: Problem; message: Message | null };
