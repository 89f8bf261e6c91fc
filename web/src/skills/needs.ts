// SPDX-License-Identifier: GPL-3.0-or-later
// Packages that a skill can use, as people read them.
import { formatList, i18n, t, type Key } from '../lib/i18n.svelte';
import type { Need } from './api';

/** What one package brings. */
export interface Addition {
  name: string;
  /** Such as "Spelling: Danish", or the languages alone where there is nothing else of the skill to add. */
  text: string;
}

const PURPOSES: Readonly<Record<string, Key>> = {
  dictionary: 'skills.for_dictionary',
  grammar: 'skills.for_grammar',
  hyphenation: 'skills.for_hyphenation',
  reading: 'skills.for_reading',
  spelling: 'skills.for_spelling',
  translation: 'skills.for_translation',
};

const nameOf = (code: string) => new Intl.DisplayNames([i18n.info.tag], { type: 'language' }).of(code) ?? code;

const reverse = (a: Need, b: Need) => a.languages.join() === [...b.languages].reverse().join();

/** The languages of needs; a pair that goes both ways is named once. */
function languagesOf(needs: readonly Need[]): string[] {
  const named = needs.flatMap((need, i) => {
    const [from = '', to] = need.languages;
    if (to === undefined) return [nameOf(from)];
    const back = needs.findIndex((other) => reverse(need, other));
    if (back >= 0) return back < i ? [] : [t('skills.pair', { one: nameOf(from), other: nameOf(to) })];
    return [t('skills.from_to', { from: nameOf(from), to: nameOf(to) })];
  });
  const collator = new Intl.Collator(i18n.info.tag);
  return [...new Set(named)].sort((a, b) => collator.compare(a, b));
}

/** The languages for which it can work now; empty where it needs no package. */
export function installedOf(needs: readonly Need[]): string {
  return formatList(languagesOf(needs.filter(({ installed }) => installed)));
}

/** What is not installed, by package, in the order of what people read. */
export function additionsOf(needs: readonly Need[]): Addition[] {
  const several = new Set(needs.map((need) => need.for)).size > 1;
  const packages = new Set(needs.filter(({ installed }) => !installed).map((need) => need.package));
  const additions = [...packages].map((name) => {
    const own = needs.filter((need) => need.package === name);
    const languages = formatList(languagesOf(own));
    const purpose = PURPOSES[own[0]?.for ?? ''];
    return { name, text: several && purpose ? t('skills.for', { what: t(purpose), list: languages }) : languages };
  });
  const collator = new Intl.Collator(i18n.info.tag);
  return additions.sort((a, b) => collator.compare(a.text, b.text));
}

/** Names come from the server and are to be pasted into a shell: those of Debian have nothing that means anything there. */
export const commandOf = (name: string) => `sudo apt install ${name.replace(/[^a-z0-9.+-]/g, '')}`;
