// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for the package of the same name, which markdown-it asks for: that one knows 2,200 names of characters and
// weighs as much as markdown-it itself. These are what answers hold; any other name stays as it was written.

const NAMES: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', shy: '\u00ad', ensp: '\u2002', emsp: '\u2003',
  zwnj: '\u200c', zwj: '\u200d', lrm: '\u200e', rlm: '\u200f', copy: '©', reg: '®', trade: '™', deg: '°', plusmn: '±',
  sup2: '²', sup3: '³', micro: 'µ', para: '¶', sect: '§', middot: '·', frac12: '½', frac14: '¼', times: '×', divide: '÷',
  ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', bull: '•', hellip: '…',
  euro: '€', pound: '£', yen: '¥', cent: '¢', larr: '←', uarr: '↑', rarr: '→', darr: '↓', harr: '↔', rArr: '⇒', hArr: '⇔',
  minus: '−', ne: '≠', le: '≤', ge: '≥', asymp: '≈', infin: '∞', radic: '√', sum: '∑', int: '∫', pi: 'π', alpha: 'α',
  beta: 'β', gamma: 'γ', delta: 'δ', Delta: 'Δ', lambda: 'λ', mu: 'μ', sigma: 'σ', omega: 'ω', Omega: 'Ω', theta: 'θ',
};

/** markdown-it hands over one `&name;` at a time, and decodes numbers itself. */
export function decodeHTML(text: string): string {
  const name = text.slice(1, -1);
  return Object.hasOwn(NAMES, name) ? (NAMES[name] ?? text) : text;
}

export const decodeHTMLStrict = decodeHTML;
