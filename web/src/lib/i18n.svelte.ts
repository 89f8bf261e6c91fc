// SPDX-License-Identifier: GPL-3.0-or-later
// Text in the person's language. Each language is a folder of flat JSON files, one an area of the application;
// a page brings the areas that it needs.
import type account from '../i18n/en/account.json';
import type admin from '../i18n/en/admin.json';
import type animals from '../i18n/en/animals.json';
import type api from '../i18n/en/api.json';
import type app from '../i18n/en/app.json';
import type chat from '../i18n/en/chat.json';
import type core from '../i18n/en/core.json';
import type form from '../i18n/en/form.json';
import type home from '../i18n/en/home.json';
import type images from '../i18n/en/images.json';
import type landing from '../i18n/en/landing.json';
import type mail from '../i18n/en/mail.json';
import type markdown from '../i18n/en/markdown.json';
import type models from '../i18n/en/models.json';
import type ocr from '../i18n/en/ocr.json';
import type presets from '../i18n/en/presets.json';
import type proof from '../i18n/en/proof.json';
import type results from '../i18n/en/results.json';
import type rooms from '../i18n/en/rooms.json';
import type security from '../i18n/en/security.json';
import type server from '../i18n/en/server.json';
import type services from '../i18n/en/services.json';
import type settings from '../i18n/en/settings.json';
import type shared from '../i18n/en/shared.json';
import type signs from '../i18n/en/signs.json';
import type skills from '../i18n/en/skills.json';
import type stats from '../i18n/en/stats.json';

export type Lang = 'en' | 'fa' | 'zh' | 'de' | 'es';
/** `core` is on every page, `app` on all but the landing page, which has to be light. */
export type Area =
  | 'core'
  | 'app'
  | 'landing'
  | 'chat'
  | 'presets'
  | 'form'
  | 'account'
  | 'home'
  | 'images'
  | 'ocr'
  | 'animals'
  | 'signs'
  | 'proof'
  | 'results'
  | 'rooms'
  | 'security'
  | 'services'
  | 'settings'
  | 'shared'
  | 'skills'
  | 'admin'
  | 'mail'
  | 'markdown'
  | 'models'
  | 'server'
  | 'stats'
  | 'api';
type Catalogue = typeof account &
  typeof admin &
  typeof app &
  typeof animals &
  typeof home &
  typeof images &
  typeof chat &
  typeof core &
  typeof form &
  typeof landing &
  typeof mail &
  typeof markdown &
  typeof models &
  typeof api &
  typeof ocr &
  typeof presets &
  typeof proof &
  typeof results &
  typeof rooms &
  typeof security &
  typeof server &
  typeof services &
  typeof settings &
  typeof shared &
  typeof signs &
  typeof skills &
  typeof stats;

type Plural<K> = K extends `${infer Base}_other` ? Base : never;
/** A key without plural forms. */
export type Key = Exclude<keyof Catalogue, `${Plural<keyof Catalogue>}_${string}`>;
/** A key whose text depends on a number. */
export type CountKey = Plural<keyof Catalogue>;

export interface LangInfo {
  /** The tag for `lang` attributes and Intl. */
  tag: string;
  /** What the language calls itself. */
  name: string;
  dir: 'ltr' | 'rtl';
}

export const LANGS: Readonly<Record<Lang, LangInfo>> = {
  en: { tag: 'en', name: 'English', dir: 'ltr' },
  de: { tag: 'de', name: 'Deutsch', dir: 'ltr' },
  es: { tag: 'es', name: 'Español', dir: 'ltr' },
  fa: { tag: 'fa', name: 'فارسی', dir: 'rtl' },
  zh: { tag: 'zh-Hans', name: '简体中文', dir: 'ltr' },
};

const STORAGE_KEY = 'assisti.lang';

/** Plural forms differ from language to language, so only the test knows that a catalogue is complete. */
type Texts = Record<string, string>;

const files = import.meta.glob<{ default: Texts }>('../i18n/*/*.json');

async function fetchTexts(lang: Lang, area: Area): Promise<Texts> {
  const file = files[`../i18n/${lang}/${area}.json`];
  if (!file) throw new Error(`there is no text for ${lang}/${area}`);
  return (await file()).default;
}

export type Values = Record<string, string | number>;

/** Puts values into `{name}` places. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export function isLang(value: unknown): value is Lang {
  return typeof value === 'string' && Object.hasOwn(LANGS, value);
}

/** The first wanted language that there is a catalogue for. */
export function pickLang(wanted: readonly string[]): Lang {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (isLang(base)) return base;
  }
  return 'en';
}

class I18n {
  lang = $state<Lang>('en');
  #texts = $state.raw<Texts>({});
  #areas: Area[] = ['core'];

  get info(): LangInfo {
    return LANGS[this.lang];
  }

  /** For the page that is rendered at build time, and for tests. */
  set(lang: Lang, texts: Texts): void {
    this.#texts = texts;
    this.lang = lang;
  }

  /** Changes the language of everything that has been needed so far. */
  async load(lang: Lang): Promise<void> {
    const parts = await Promise.all(this.#areas.map((area) => fetchTexts(lang, area)));
    this.set(lang, Object.assign({}, ...parts) as Texts);
    document.documentElement.lang = this.info.tag;
    document.documentElement.dir = this.info.dir;
  }

  /** Brings areas in that are not there yet. */
  async need(areas: readonly Area[]): Promise<void> {
    const missing = areas.filter((area) => !this.#areas.includes(area));
    if (missing.length === 0) return;
    const lang = this.lang;
    const parts = await Promise.all(missing.map((area) => fetchTexts(lang, area)));
    this.#areas.push(...missing);
    if (lang === this.lang) this.#texts = Object.assign({}, this.#texts, ...parts) as Texts;
    else await this.load(this.lang);
  }

  async choose(lang: Lang): Promise<void> {
    await this.load(lang);
    localStorage.setItem(STORAGE_KEY, lang);
  }

  text(key: string): string | null {
    return this.#texts[key] ?? null;
  }
}

export const i18n = new I18n();

/** What was chosen before, or what the browser asks for. */
export function preferredLang(): Lang {
  const chosen = localStorage.getItem(STORAGE_KEY);
  return isLang(chosen) ? chosen : pickLang(navigator.languages);
}

export function t(key: Key, values: Values = {}): string {
  return fill(i18n.text(key) ?? key, values);
}

/** The plural form that fits `count`; `{count}` stands for the number itself. */
export function tn(key: CountKey, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(i18n.info.tag).select(count);
  const text = i18n.text(`${key}_${form}`) ?? i18n.text(`${key}_other`) ?? key;
  return fill(text, { count: formatNumber(count), ...values });
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(i18n.info.tag, options).format(value);
}

export function formatPercent(share: number): string {
  return formatNumber(share, { style: 'percent', maximumFractionDigits: 0 });
}

/** What stands between the parts of a list; Intl's lists have nothing there in Chinese. */
const SEPARATORS: Readonly<Partial<Record<Lang, string>>> = { fa: '، ', zh: '、' };

/** "a, b, c" */
export function formatList(parts: readonly string[]): string {
  return parts.join(SEPARATORS[i18n.lang] ?? ', ');
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** In powers of 1024, as the server's limits are. What is there is never told as 0 kB. */
export function formatBytes(bytes: number): string {
  const mega = bytes >= MIB;
  return formatNumber(mega ? bytes / MIB : Math.max(bytes / KIB, Math.min(bytes, 1)), {
    style: 'unit',
    unit: mega ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: mega ? 1 : 0,
  });
}

export function formatDay(iso: string): string {
  return new Intl.DateTimeFormat(i18n.info.tag, { dateStyle: 'medium' }).format(new Date(iso));
}

export function formatMoment(iso: string): string {
  return new Intl.DateTimeFormat(i18n.info.tag, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}
