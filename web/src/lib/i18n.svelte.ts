// SPDX-License-Identifier: GPL-3.0-or-later
// Text in the person's language. Catalogues are flat JSON files, loaded when they are needed.
import type english from '../i18n/en.json';

export type Lang = 'en' | 'fa' | 'zh' | 'de' | 'es';
type Catalogue = typeof english;

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

const loaders: Record<Lang, () => Promise<{ default: Texts }>> = {
  en: () => import('../i18n/en.json'),
  fa: () => import('../i18n/fa.json'),
  zh: () => import('../i18n/zh.json'),
  de: () => import('../i18n/de.json'),
  es: () => import('../i18n/es.json'),
};

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
  #catalogue = $state.raw<Texts>({});

  get info(): LangInfo {
    return LANGS[this.lang];
  }

  /** For the page that is rendered at build time. */
  set(lang: Lang, catalogue: Texts): void {
    this.#catalogue = catalogue;
    this.lang = lang;
  }

  async load(lang: Lang): Promise<void> {
    this.set(lang, (await loaders[lang]()).default);
    document.documentElement.lang = this.info.tag;
    document.documentElement.dir = this.info.dir;
  }

  async choose(lang: Lang): Promise<void> {
    await this.load(lang);
    localStorage.setItem(STORAGE_KEY, lang);
  }

  text(key: string): string | null {
    return this.#catalogue[key] ?? null;
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

const KIB = 1024;
const MIB = 1024 * KIB;

/** In powers of 1024, as the server's limits are. */
export function formatBytes(bytes: number): string {
  const mega = bytes >= MIB;
  return formatNumber(bytes / (mega ? MIB : KIB), {
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
