// SPDX-License-Identifier: GPL-3.0-or-later
// Whole sentences of a text that grows, without the marks of Markdown.

/** Where a sentence ends: at a mark and what follows it, in the scripts of the five languages, or at the end of a line. */
const END = /(?:[.!?؟](?=\s)|[。！？]|\n)/gu;

function plain(markdown: string): string {
  return markdown
    .replace(/^\s*(?:```.*|[-*_]{3,}|\|?[\s:|-]*\|[\s:|-]*)$/gm, '')
    .replace(/^\s*(?:#{1,6}\s|>\s?|[-*+]\s(?:\[[ x]\]\s)?)/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~|$]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What of `text` after its first `chars` can be read out: whole sentences, or all of it where it is `done`. */
export function nextSentences(text: string, chars: number, done: boolean): { text: string; chars: number } {
  let end = done ? text.length : chars;
  if (!done) {
    END.lastIndex = chars;
    for (let found = END.exec(text); found; found = END.exec(text)) end = found.index + found[0].length;
  }
  return { text: plain(text.slice(chars, end)), chars: end };
}
