// SPDX-License-Identifier: GPL-3.0-or-later
// The details of an act in the audit log, in words.
import { formatNumber, i18n, t, type Key } from './i18n.svelte';
import { word } from './resources.svelte';

/** Settings whose words are called otherwise than they are. */
const SETTING_WORDS: Readonly<Record<string, Key>> = {
  max_upload_mib: 'server.max_upload',
  storage_mib_per_user: 'server.storage_per_user',
  jobs_waiting_per_user: 'server.jobs_waiting',
  staff_must_have_factor: 'server.factor',
};

function detailWord(name: string): string {
  // "limits.auth_per_minute", as settings are called in the log.
  const last = name.split('.').at(-1) ?? name;
  const inForm = i18n.text(SETTING_WORDS[last] ?? `server.${last}`);
  return i18n.text(`admin.fields.${last}`) ?? inForm ?? word('fields', last.replace(/\W/g, ' '));
}

function detailText(name: string, value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return t(value ? 'admin.yes' : 'admin.no');
  if (typeof value === 'number') return formatNumber(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return name === 'registration' ? (i18n.text(`server.${text}`) ?? text) : text;
}

/** What the log keeps of an act, in words; the ids of people are left to the log itself where there is little room. */
export function detailPairs(detail: object, brief: boolean): [name: string, text: string][] {
  return Object.entries(detail)
    .filter(([name]) => !brief || name !== 'owner')
    .map(([name, value]) => [detailWord(name), detailText(name, value)]);
}
