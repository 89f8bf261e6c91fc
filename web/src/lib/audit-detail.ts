// SPDX-License-Identifier: GPL-3.0-or-later
// The details of an act in the audit log, in words.
import { formatList, formatNumber, i18n, t, type Key } from './i18n.svelte';
import { word } from './resources.svelte';

/** Settings whose words are called otherwise than they are, or than a column of that name. */
const SETTING_WORDS: Readonly<Record<string, Key>> = {
  max_upload_mib: 'server.max_upload',
  storage_mib_per_user: 'server.storage_per_user',
  jobs_waiting_per_user: 'server.jobs_waiting',
  staff_must_have_factor: 'server.factor',
  from: 'server.from',
  first_token_seconds: 'server.first_token',
  idle_seconds: 'server.idle',
  base_url: 'models.url',
  api_key: 'models.key',
  enabled: 'models.enabled',
  models: 'models.only',
  model_settings: 'models.each',
  context_tokens: 'models.context',
  sees: 'models.sees',
  tools: 'models.tools',
};

function detailWord(name: string): string {
  // "limits.auth_per_minute", as settings are called in the log.
  const last = name.split('.').at(-1) ?? name;
  const key = SETTING_WORDS[last];
  const given = key ? i18n.text(key) : (i18n.text(`admin.fields.${last}`) ?? i18n.text(`server.${last}`));
  return given ?? word('fields', last.replace(/\W/g, ' '));
}

function detailText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'admin.yes' : 'admin.no');
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return formatList(value.map((one) => detailText(name, one))) || '–';
  if (typeof value === 'object') return objectText(value);
  const text = String(value);
  return name === 'registration' ? (i18n.text(`server.${text}`) ?? text) : text;
}

/** "lorem (Reads at once, in tokens: 4,096; Sees pictures: Yes)": names of models are no words of ours. */
function objectText(value: object): string {
  const parts = Object.entries(value).map(([name, one]) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? `${name} (${objectText(one)})`
      : `${detailWord(name)}: ${detailText(name, one)}`,
  );
  return parts.join('; ') || '–';
}

/** What the log keeps of an act, in words; the ids of people are left to the log itself where there is little room. */
export function detailPairs(detail: object, brief: boolean): [name: string, text: string][] {
  return Object.entries(detail)
    .filter(([name]) => !brief || name !== 'owner')
    .map(([name, value]) => [detailWord(name), detailText(name, value)]);
}
