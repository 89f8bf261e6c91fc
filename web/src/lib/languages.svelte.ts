// SPDX-License-Identifier: GPL-3.0-or-later
// The languages that this server can read, and which of them the person wants.
import { listOcrLanguages } from './api/ocr';
import type { Language } from './api/types';
import { i18n } from './i18n.svelte';

const STORAGE_KEY = 'assisti.ocr.languages';

/** Names of traineddata files that are not plain language codes. */
const TAGS: Readonly<Record<string, string>> = { chi_sim: 'zh-Hans', chi_tra: 'zh-Hant' };

/** A language's name in the person's own language; the server's name where the browser knows none. */
export function languageName(language: Language, inTag: string): string {
  const tag = TAGS[language.code] ?? language.code.split('_')[0] ?? '';
  try {
    const name = new Intl.DisplayNames(inTag, { type: 'language', fallback: 'none' }).of(tag);
    return name && !language.code.includes('_vert') ? name : language.name;
  } catch {
    return language.name;
  }
}

/** What to read at first: the server's default, and the person's own language where it is there. */
export function firstChoice(
  available: readonly Language[],
  standard: string,
  tag: string,
): string[] {
  const locale = new Intl.Locale(tag);
  const own = available.filter((language) => {
    const code = TAGS[language.code] ?? language.code;
    if (code.includes('_')) return false;
    const other = new Intl.Locale(code);
    return other.language === locale.language && (!other.script || other.script === locale.script);
  });
  const codes = new Set([...own.map((language) => language.code), ...standard.split('+')]);
  return available.map((language) => language.code).filter((code) => codes.has(code));
}

class Languages {
  list = $state.raw<Language[]>([]);
  chosen = $state.raw<string[]>([]);

  async load(): Promise<void> {
    if (this.list.length > 0) return;
    const answer = await listOcrLanguages();
    this.list = answer.results;
    const kept = (localStorage.getItem(STORAGE_KEY) ?? '').split('+');
    const known = this.list.map((language) => language.code).filter((code) => kept.includes(code));
    this.chosen = known.length > 0 ? known : firstChoice(this.list, answer.default, i18n.info.tag);
  }

  toggle(code: string): void {
    const wanted = new Set(this.chosen);
    if (!wanted.delete(code)) wanted.add(code);
    if (wanted.size === 0) return;
    this.chosen = this.list.map((language) => language.code).filter((one) => wanted.has(one));
    localStorage.setItem(STORAGE_KEY, this.chosen.join('+'));
  }
}

export const languages = new Languages();
