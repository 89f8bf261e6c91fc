// SPDX-License-Identifier: GPL-3.0-or-later
// Models that can answer, what was used of them, and the servers that staff set up for them.
import { request, requestJson } from '../lib/api/http';
import type { Listing } from '../lib/api/types';

export interface Model {
  id: string;
  name: string;
  provider: string;
  is_default: boolean;
}

export function listModels(): Promise<Listing<Model>> {
  return requestJson('GET', '/models');
}

// ---- what was used ----

export interface Counts {
  answers: number;
  prompt_tokens: number;
  completion_tokens: number;
}

export interface Usage {
  today: Counts;
  /** 0 is without limit. */
  limits: { messages_per_day: number; tokens_per_day: number };
  /** When the next day begins. */
  ends: string;
  /** Newest first; those that had anything. */
  days: ({ day: string } & Counts)[];
}

export function getUsage(): Promise<Usage> {
  return requestJson('GET', '/me/usage');
}

export const tokensOf = (counts: Counts): number => counts.prompt_tokens + counts.completion_tokens;

// ---- servers of models ----

/** What staff know of a model better than its server says. */
export interface ModelSettings {
  context_tokens?: number;
  sees?: boolean;
  tools?: boolean;
}

export interface Endpoint {
  id: string;
  source: 'database' | 'configuration';
  name: string;
  base_url: string;
  api_key_set: boolean;
  enabled: boolean;
  /** What it answers with here; empty: all that it lists. */
  models: string[];
  default_model: string | null;
  model_settings: Record<string, ModelSettings>;
  /** Why it could not be asked the last time, in the server's words. */
  problem: string | null;
  available: { name: string; context_tokens: number; sees: boolean; tools: boolean }[];
}

/** What is left out stays. The key goes one way only. */
export interface EndpointChange {
  name?: string;
  base_url?: string;
  api_key?: string | null;
  enabled?: boolean;
  models?: string[];
  default_model?: string | null;
  model_settings?: Record<string, ModelSettings>;
}

export interface Tested {
  ok: boolean;
  models: string[];
  elapsed_ms: number;
  error: { code: string; detail: string } | null;
}

const PATH = '/admin/model-endpoints';

export function listEndpoints(): Promise<Listing<Endpoint>> {
  return requestJson('GET', PATH);
}

export function addEndpoint(endpoint: EndpointChange): Promise<Endpoint> {
  return requestJson('POST', PATH, { json: endpoint });
}

export function changeEndpoint(id: string, change: EndpointChange): Promise<Endpoint> {
  return requestJson('PATCH', `${PATH}/${id}`, { json: change });
}

export async function dropEndpoint(id: string): Promise<void> {
  await request('DELETE', `${PATH}/${id}`);
}

export function testEndpoint(id: string): Promise<Tested> {
  return requestJson('POST', `${PATH}/${id}/test`, { json: {} });
}
