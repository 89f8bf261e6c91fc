// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed, made comparable.

/** Letters as a person may type them: without accents, in any case, Arabic letters as Persian ones. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\u064a/g, '\u06cc')
    .replace(/\u0643/g, '\u06a9')
    .replace(/\u200c/g, '')
    .replace(/[\s_-]+/g, ' ')
    .trim();
}
