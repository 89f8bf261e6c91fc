// SPDX-License-Identifier: GPL-3.0-or-later
// What only staff may see and do. What there is to administer tells its own shape.
import { request, requestJson } from './http';
import { withQuery, type Query } from './query';
import type { Listing, Mail } from './types';

export type FieldKind =
  | 'text'
  | 'number'
  | 'bytes'
  | 'real'
  | 'bool'
  | 'time'
  | 'choice'
  | 'id'
  | 'json';

export interface ResourceField {
  name: string;
  kind: FieldKind;
  editable: boolean;
  sortable: boolean;
  choices?: string[];
  /** The most characters of a text. */
  max?: number;
}

export interface ResourceFilter {
  name: string;
  kind: FieldKind;
  choices?: string[];
}

export interface ResourceAction {
  name: string;
  danger: boolean;
}

export interface Resource {
  name: string;
  fields: ResourceField[];
  filters: ResourceFilter[];
  searchable: boolean;
  addable: boolean;
  openable: boolean;
  exportable: boolean;
  actions: ResourceAction[];
}

/** One thing of a resource: its fields by their names. */
export type Row = { id: string } & Record<string, unknown>;

export interface Rows extends Listing<Row> {
  total: number;
}

/** What came of an action on several things. */
export interface Outcome {
  done: number;
  failed: { id: string; code: string; detail: string }[];
}

export function listMail(query: Query): Promise<Listing<Mail>> {
  return requestJson('GET', withQuery('/admin/mail', query));
}

export function listResources(): Promise<Resource[]> {
  return requestJson('GET', '/admin/resources');
}

// ---- the things of a resource ----

export function listRows(resource: string, query: URLSearchParams, signal: AbortSignal): Promise<Rows> {
  const text = query.toString();
  return requestJson('GET', `/admin/${resource}${text === '' ? '' : `?${text}`}`, { signal });
}

const pathOf = (resource: string, id: string) => `/admin/${resource}/${encodeURIComponent(id)}`;

export function getRow(resource: string, id: string): Promise<Row> {
  return requestJson('GET', pathOf(resource, id));
}

export function changeRow(resource: string, id: string, change: Record<string, unknown>): Promise<Row> {
  return requestJson('PATCH', pathOf(resource, id), { json: change });
}

export async function deleteRow(resource: string, id: string): Promise<void> {
  await request('DELETE', pathOf(resource, id));
}

export function actOnRow(resource: string, id: string, action: string): Promise<Row> {
  return requestJson('POST', `${pathOf(resource, id)}/${action}`, { json: {} });
}

/** On a hundred things at most. */
export function actOnRows(resource: string, action: string, ids: string[]): Promise<Outcome> {
  return requestJson('POST', `/admin/${resource}/actions/${action}`, { json: { ids } });
}

export async function exportRows(resource: string): Promise<Blob> {
  return (await request('GET', `/admin/${resource}/export`)).blob();
}

/** Shows staff what belongs to somebody else; the owner gets to know the reason. */
export function openContent<Content>(resource: string, id: string, reason: string): Promise<Content> {
  return requestJson('POST', `${pathOf(resource, id)}/open`, { json: { reason } });
}

export function contentPath(resource: string, id: string): string {
  return `${pathOf(resource, id)}/files/image`;
}

// ---- invitations ----

export interface Invitation extends Row {
  email: string | null;
  expires: string;
  url: string;
}

export function invite(invitation: { email?: string; expires?: string }): Promise<Invitation> {
  return requestJson('POST', '/admin/invitations', { json: invitation });
}

// ---- figures ----

export const RANGES = ['24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

export interface Point {
  t: string;
  v: number;
}

export interface Stats {
  totals: Record<
    | 'users'
    | 'active_users'
    | 'pictures'
    | 'messages'
    | 'jobs_queued'
    | 'jobs_failed'
    | 'storage_bytes'
    | 'database_bytes',
    number
  >;
  series: Record<'users' | 'pictures' | 'messages' | 'queue', Point[]> & {
    latency_ms: { t: string; p50: number; p99: number }[];
  };
}

export function getStats(range: Range): Promise<Stats> {
  return requestJson('GET', `/admin/stats?range=${range}`);
}

// ---- settings ----

export const SECURITIES = ['starttls', 'tls', 'none'] as const;

export interface Smtp {
  /** The server was started with a mail server of its own. */
  url_set: boolean;
  host: string;
  port: number;
  security: (typeof SECURITIES)[number];
  user: string;
  password_set: boolean;
  from: string;
}

export interface ServerSettings {
  registration: 'open' | 'closed' | 'invitation';
  staff_must_have_factor: boolean;
  limits: Record<'auth_per_minute' | 'writes_per_minute' | 'max_upload_mib', number>;
  quotas: Record<
    | 'pictures_per_user'
    | 'storage_mib_per_user'
    | 'jobs_waiting_per_user'
    | 'messages_per_day'
    | 'tokens_per_day',
    number
  >;
  /** An empty `default_model` is the first of all. */
  chat: { default_model: string } & Record<'first_token_seconds' | 'idle_seconds', number>;
  smtp: Smtp;
}

/** What is left out stays; null is the default. */
export interface SettingsChange {
  registration?: ServerSettings['registration'];
  staff_must_have_factor?: boolean;
  limits?: Record<string, number | string | null>;
  quotas?: Record<string, number | string | null>;
  chat?: Record<string, number | string | null>;
  smtp?: Record<string, number | string | null>;
}

export function getServerSettings(): Promise<ServerSettings> {
  return requestJson('GET', '/admin/settings');
}

export function changeServerSettings(change: SettingsChange): Promise<ServerSettings> {
  return requestJson('PATCH', '/admin/settings', { json: change });
}

export async function testMail(to: string): Promise<void> {
  await request('POST', '/admin/mail/test', { json: { to } });
}
