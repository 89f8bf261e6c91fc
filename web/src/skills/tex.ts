// SPDX-License-Identifier: GPL-3.0-or-later
// From a calculation as people type it to TeX. What it does not understand stays as it was written: better plain than wrong.

type Kind = 'number' | 'name' | 'sign';

interface Token {
  kind: Kind;
  text: string;
}

/** TeX, and the same without the brackets around it where there are some. */
interface Part {
  tex: string;
  bare?: string;
  /** A number, after which a unit comes. */
  number?: boolean;
  /** A number with its unit. */
  measured?: boolean;
}

const TOKEN = /\s*(?:(\d[\d\u202f\u00a0]*(?:[.,]\d+)*(?:[eE][+-]?\d+)?|\.\d+)|([\p{L}_][\p{L}_]*|[°%‰€£$¥′″]\p{L}?)|([-+−–*×·⋅/÷^()=≈≠<>≤≥!²³⁴√,;]))/uy;

const SIGNS: Readonly<Record<string, string>> = {
  '+': '+', '-': '-', '−': '-', '–': '-', '=': '=', '≈': '\\approx', '≠': '\\ne', '<': '<', '>': '>', '≤': '\\le', '≥': '\\ge',
  '*': '\\times', '×': '\\times', '·': '\\cdot', '⋅': '\\cdot',
};
const POWERS: Readonly<Record<string, string>> = { '²': '2', '³': '3', '⁴': '4' };
const FUNCTIONS = new Set('sin cos tan arcsin arccos arctan sinh cosh tanh log ln exp min max gcd det lim'.split(' '));
const GREEK = new Map(Object.entries({
  π: '\\pi', pi: '\\pi', α: '\\alpha', β: '\\beta', γ: '\\gamma', δ: '\\delta', ε: '\\varepsilon', θ: '\\theta', λ: '\\lambda',
  μ: '\\mu', µ: '\\mu', ρ: '\\rho', σ: '\\sigma', τ: '\\tau', φ: '\\varphi', ω: '\\omega', Ω: '\\Omega', Δ: '\\Delta',
}));
/** Words that stand between parts of a sum, and do not multiply. */
const BETWEEN = new Set(['to', 'of', 'in', 'and', 'or', 'mod', 'per']);
const MAX_CHARS = 500;
const MAX_DEPTH = 40;

class NotUnderstood extends Error {}

function tokens(text: string): Token[] {
  const out: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    const found = TOKEN.exec(text);
    if (!found) throw new NotUnderstood();
    at = TOKEN.lastIndex;
    const [, number, name, sign] = found;
    if (number !== undefined) out.push({ kind: 'number', text: number });
    else if (name !== undefined) out.push({ kind: 'name', text: name });
    else out.push({ kind: 'sign', text: sign ?? '' });
  }
  return out;
}

const escape = (text: string) => text.replace(/[%$_]/g, '\\$&');
const upright = (text: string) => `\\text{${escape(text)}}`;
const numberTex = (text: string) =>
  text
    .replace(/[\u202f\u00a0]/g, '\\,')
    .replace(/,/g, '{,}')
    .replace(/[eE]([+-]?)(\d+)$/, (_, sign: string, digits: string) => `\\times 10^{${sign === '-' ? '-' : ''}${digits}}`);

class Reader {
  #at = 0;
  #depth = 0;

  constructor(private readonly list: readonly Token[]) {}

  get #next(): Token | undefined {
    return this.list[this.#at];
  }

  #takes(...signs: string[]): string | null {
    const { kind, text } = this.#next ?? {};
    if (kind !== 'sign' || text === undefined || !signs.includes(text)) return null;
    this.#at += 1;
    return text;
  }

  all(): string {
    const tex = this.#relation();
    if (this.#next) throw new NotUnderstood();
    return tex;
  }

  #relation(): string {
    if (++this.#depth > MAX_DEPTH) throw new NotUnderstood();
    let tex = this.#sum();
    for (;;) {
      const sign = this.#takes('=', '≈', '≠', '<', '>', '≤', '≥');
      const word = sign === null && this.#next?.kind === 'name' && BETWEEN.has(this.#next.text) ? this.#next.text : null;
      if (sign === null && word === null) break;
      if (word !== null) this.#at += 1;
      tex += word === null ? ` ${SIGNS[sign!]} ${this.#sum()}` : ` \\text{ ${word} } ${this.#sum()}`;
    }
    this.#depth -= 1;
    return tex;
  }

  #sum(): string {
    let tex = this.#takes('-', '−', '–') === null ? this.#product() : `-${this.#product()}`;
    for (let sign = this.#takes('+', '-', '−', '–'); sign !== null; sign = this.#takes('+', '-', '−', '–')) {
      tex += ` ${SIGNS[sign]} ${this.#product()}`;
    }
    return tex;
  }

  /** Whether what comes next is multiplied without a sign. */
  get #goesOn(): boolean {
    const next = this.#next;
    if (!next) return false;
    if (next.kind === 'sign') return next.text === '(' || next.text === '√';
    return next.kind === 'number' ? false : !BETWEEN.has(next.text);
  }

  #product(): string {
    let left = this.#power();
    for (;;) {
      if (this.#takes('/', '÷') !== null) {
        const below = this.#power(left.measured ?? false);
        // "5 km / 2 h": which of two ways it was meant, only the one who calculates knows.
        if (this.#goesOn) throw new NotUnderstood();
        left = { tex: `\\frac{${left.bare ?? left.tex}}{${below.bare ?? below.tex}}`, measured: left.measured ?? false };
        continue;
      }
      const sign = this.#takes('*', '×', '·', '⋅');
      if (sign !== null) {
        left = { tex: `${left.tex} ${SIGNS[sign]} ${this.#power(left.measured ?? false).tex}`, measured: left.measured ?? false };
      } else if (this.#goesOn) {
        const measured = left.number ?? left.measured ?? false;
        left = { tex: `${left.tex}\\,${this.#power(measured).tex}`, measured };
      } else return left.tex;
    }
  }

  #power(unit = false): Part {
    let part = this.#one(unit);
    for (;;) {
      const sign = this.#takes('!', '²', '³', '⁴', '^');
      if (sign === null) return part;
      if (sign === '!') part = { tex: `${part.tex}!` };
      else if (sign === '^') {
        const minus = this.#takes('-', '−') === null ? '' : '-';
        const above = this.#one(false);
        part = { tex: `{${part.tex}}^{${minus}${above.bare ?? above.tex}}` };
      } else part = { tex: `{${part.tex}}^{${POWERS[sign]}}` };
    }
  }

  #one(unit: boolean): Part {
    const next = this.#next;
    if (!next) throw new NotUnderstood();
    this.#at += 1;
    if (next.kind === 'number') return { tex: numberTex(next.text), number: true };
    if (next.kind === 'name') return this.#name(next.text, unit);
    if (next.text === '√') {
      const under = this.#one(false);
      return { tex: `\\sqrt{${under.bare ?? under.tex}}` };
    }
    if (next.text !== '(') throw new NotUnderstood();
    return this.#brackets();
  }

  /** After the opening one. */
  #brackets(): Part {
    const parts = [this.#relation()];
    while (this.#takes(',', ';') !== null) parts.push(this.#relation());
    if (this.#takes(')') === null) throw new NotUnderstood();
    const bare = parts.join(',\\,');
    return { tex: `\\left(${bare}\\right)`, bare };
  }

  #name(name: string, unit: boolean): Part {
    const greek = GREEK.get(name);
    if (greek !== undefined) return { tex: greek };
    if (this.#takes('(') !== null) {
      const inside = this.#brackets();
      if (name === 'sqrt') return { tex: `\\sqrt{${inside.bare}}` };
      return { tex: `${FUNCTIONS.has(name) ? `\\${name}` : upright(name)}${inside.tex}` };
    }
    const variable = name.length === 1 && /[a-z]/.test(name) && (!unit || /[xyzn]/.test(name));
    return { tex: variable ? name : upright(name) };
  }
}

/** The calculation in TeX; null where it is not understood. */
export function toTex(text: string): string | null {
  if (text.trim() === '' || text.length > MAX_CHARS) return null;
  try {
    return new Reader(tokens(text)).all();
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}
