// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to administer, as the server tells it, and what this application knows beyond that.
import { listResources, type Resource, type ResourceField, type Row } from './api/admin';
import { codeSentence } from './errors';
import { i18n, t } from './i18n.svelte';
import { session } from './session.svelte';

class Resources {
  all = $state.raw<Resource[]>([]);
  state = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);

  /** Asks the server, once for as long as somebody is signed in. */
  async need(): Promise<void> {
    if (this.state === 'ready') return;
    this.state = 'loading';
    try {
      this.all = await listResources();
      this.state = 'ready';
    } catch (error) {
      this.error = error;
      this.state = 'failed';
    }
  }

  find(name: string): Resource | null {
    return this.all.find((resource) => resource.name === name) ?? null;
  }

  forget(): void {
    this.all = [];
    this.state = 'loading';
  }
}

export const resources = new Resources();
session.afterEnd.push(() => resources.forget());

type WordKind = 'resources' | 'fields' | 'actions' | 'choices';

/** The word for a name that the server uses; one that is new here is shown as it is. */
export function word(kind: WordKind, name: string): string {
  const plain = name.replace(/[-_]/g, ' ');
  return i18n.text(`admin.${kind}.${name}`) ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** "users.disable", as the log says it, in words. */
export function actionWords(name: string): string {
  const [resource = '', action] = name.split('.');
  return action ? `${word('resources', resource)}: ${word('actions', action)}` : name;
}

/** What doing this means for those whom it is done to, where that needs saying. */
export function explain(resource: string, action: string): string | null {
  return i18n.text(`admin.explain.${resource}.${action}`) ?? i18n.text(`admin.explain.${action}`);
}

/** Why something was not done, in a sentence. */
export function whyNot({ code, detail }: { code: string; detail: string }): string {
  return (code === 'conflict' ? null : codeSentence(code)) ?? detail;
}

/** What sets a field, and what sets it back. */
const SETS: Readonly<Record<string, { field: string; to: boolean; undo: string }>> = {
  disable: { field: 'is_active', to: false, undo: 'enable' },
  enable: { field: 'is_active', to: true, undo: 'disable' },
  'make-staff': { field: 'is_staff', to: true, undo: 'unmake-staff' },
  'unmake-staff': { field: 'is_staff', to: false, undo: 'make-staff' },
};

/** Whether the action would change this row, as far as that can be told before. */
export function wouldChange(action: string, row: Row): boolean {
  const sets = SETS[action];
  if (sets && sets.field in row) return row[sets.field] !== sets.to;
  if (action === 'resend-verification') return row.is_verified !== true;
  if (action === 'retry') return row.status === 'failed';
  return true;
}

/** The action that takes this one back, if there is one. */
export const undoOf = (action: string): string | null => SETS[action]?.undo ?? null;

/** What a form edits; what an action sets is left to that. */
export function formFields(resource: Resource): ResourceField[] {
  const set = resource.actions.map(({ name }) => SETS[name]?.field);
  return resource.fields.filter(({ editable, name }) => editable && !set.includes(name));
}

/** What a list shows of each, the first leading to the thing itself. Of others it shows the first few. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  users: ['email', 'name', 'is_active', 'is_staff', 'last_used', 'storage_bytes'],
  invitations: ['email', 'invited_by_email', 'created', 'expires', 'used'],
  jobs: ['kind', 'status', 'owner_email', 'error', 'created'],
  audit: ['action', 'actor_email', 'detail', 'time'],
  ocr: ['title', 'owner_email', 'status', 'bytes', 'created'],
  animals: ['title', 'owner_email', 'status', 'bytes', 'created'],
  'road-signs': ['title', 'owner_email', 'status', 'bytes', 'created'],
  categories: ['owner_email', 'preset', 'model', 'messages', 'updated'],
  messages: ['owner_email', 'status', 'model', 'completion_tokens', 'created'],
};
const FEW = 6;

export function columnsOf(resource: Resource): ResourceField[] {
  const names = COLUMNS[resource.name];
  if (!names) return resource.fields.filter(({ kind }) => kind !== 'id' && kind !== 'json').slice(0, FEW);
  return names.flatMap((name) => resource.fields.find((field) => field.name === name) ?? []);
}

/** What the page of one thing shows: ids of people stand behind their addresses. */
export function detailsOf(resource: Resource): ResourceField[] {
  const names = resource.fields.map(({ name }) => name);
  return resource.fields.filter(({ name }) => !names.includes(`${name}_email`));
}

/** What to call one thing: its first column, or what it is. */
export function nameOf(resource: Resource, row: Row): string {
  const first = columnsOf(resource)[0];
  const value = first ? row[first.name] : null;
  if (typeof value !== 'string' || value === '') {
    return i18n.text(`admin.unnamed.${resource.name}`) ?? t('admin.unnamed');
  }
  if (first?.name === 'kind') return word('resources', value);
  return first?.name === 'action' ? actionWords(value) : value;
}

/** Where a value leads to, if it stands for something that is administered. */
export function linkOf(field: ResourceField, row: Row): string | null {
  const person = /^(.+)_email$/.exec(field.name)?.[1];
  const id = person ? row[person] : row[field.name];
  if (typeof id !== 'string' || id === '') return null;
  if (person) return `/admin/users/${id}`;
  const kind = field.name === 'subject' ? row.kind : field.name === 'target_id' ? row.target_kind : null;
  return typeof kind === 'string' && resources.find(kind) ? `/admin/${kind}/${id}` : null;
}
