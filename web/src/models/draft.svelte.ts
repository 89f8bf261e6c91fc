// SPDX-License-Identifier: GPL-3.0-or-later
// An endpoint as a form shows it: all fields as texts, and what of them was changed.
import type { Endpoint, EndpointChange, ModelSettings } from './api';

/** Yes, no, or what the server says. */
export type Known = '' | 'yes' | 'no';

export interface DraftModel {
  context: string;
  sees: Known;
  tools: Known;
}

const known = (value: boolean | undefined): Known => (value === undefined ? '' : value ? 'yes' : 'no');

function draftOf({ context_tokens, sees, tools }: ModelSettings = {}): DraftModel {
  return { context: context_tokens === undefined ? '' : String(context_tokens), sees: known(sees), tools: known(tools) };
}

/** The names in a text with one in each line, each once. */
export function namesIn(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];
}

/** What a row of the form says, or null where it leaves all to the server. Digits of any script are taken. */
export function settingsOf({ context, sees, tools }: DraftModel): ModelSettings | null {
  const tokens = Number(toLatin(context.trim()));
  const out: ModelSettings = {
    ...(context.trim() === '' ? {} : { context_tokens: Number.isFinite(tokens) ? tokens : 0 }),
    ...(sees === '' ? {} : { sees: sees === 'yes' }),
    ...(tools === '' ? {} : { tools: tools === 'yes' }),
  };
  return Object.keys(out).length === 0 ? null : out;
}

function toLatin(text: string): string {
  return text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 15));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export class Draft {
  name = $state('');
  url = $state('');
  key = $state('');
  dropsKey = $state(false);
  enabled = $state(true);
  only = $state('');
  chosen = $state('');
  rows = $state<Record<string, DraftModel>>({});

  /** Of an endpoint that there is, or a new one. */
  constructor(readonly endpoint: Endpoint | null) {
    if (!endpoint) return;
    this.name = endpoint.name;
    this.url = endpoint.base_url;
    this.enabled = endpoint.enabled;
    this.only = endpoint.models.join('\n');
    this.chosen = endpoint.default_model ?? '';
    for (const name of this.models) this.rows[name] = draftOf(endpoint.model_settings[name]);
  }

  /** Those that can be chosen: the ones that were named, or all that the server listed. */
  get models(): string[] {
    const named = namesIn(this.only);
    const all = named.length > 0 ? named : (this.endpoint?.available.map(({ name }) => name) ?? []);
    return this.chosen === '' || all.includes(this.chosen) ? all : [...all, this.chosen];
  }

  /** The row of a model; one that has just been named has nothing in it. */
  row(name: string): DraftModel {
    return this.rows[name] ?? { context: '', sees: '', tools: '' };
  }

  setRow(name: string, change: Partial<DraftModel>): void {
    this.rows[name] = { ...this.row(name), ...change };
  }

  get settings(): Record<string, ModelSettings> {
    const out = { ...this.endpoint?.model_settings };
    for (const [name, row] of Object.entries(this.rows)) {
      const settings = settingsOf(row);
      if (settings) out[name] = settings;
      else delete out[name];
    }
    return out;
  }

  /** What is to be sent: of a new one all that it has, otherwise only what was changed. */
  get change(): EndpointChange {
    const before = this.endpoint;
    const now: EndpointChange = {
      name: this.name.trim(),
      base_url: this.url.trim(),
      enabled: this.enabled,
      models: namesIn(this.only),
      default_model: this.chosen === '' ? null : this.chosen,
      model_settings: this.settings,
    };
    const fresh = Object.entries(now).filter(([name, value]) => !before || !same(value, before[name as keyof Endpoint]));
    const key = this.key.trim();
    return {
      ...(Object.fromEntries(fresh) as EndpointChange),
      ...(this.dropsKey ? { api_key: null } : key === '' ? {} : { api_key: key }),
    };
  }
}
