// SPDX-License-Identifier: GPL-3.0-or-later
// From TeX to MathML, which browsers set themselves: no font, no picture of a formula. Temml, which knows how, comes when the
// first formula does. Of what it makes, only the elements, attributes and styles named here reach the page.

export interface FormulaNode {
  tag: string;
  attributes: Record<string, string>;
  /** As in a style attribute. */
  style: string;
  children: (FormulaNode | string)[];
}

const TAGS = new Set(
  (
    'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover munderover ' +
    'mmultiscripts mprescripts none mtable mtr mtd menclose'
  ).split(' '),
);

const ATTRIBUTES = new Set(
  (
    'accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence form height ' +
    'largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation ' +
    'rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width'
  ).split(' '),
);

const STYLES = new Set(
  (
    'border border-bottom border-left border-right border-top color display font-style font-weight math-depth padding ' +
    'padding-bottom padding-left padding-right padding-top text-align'
  ).split(' '),
);

// No address, no function but a colour.
const VALUE = /^(?:(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]{1,40}\)|[\w\s.%#+-]{1,60})$/;
const MAX_TEX = 4000;
/** Of one formula; nested macros could make more. */
const MAX_NODES = 5000;

/** What Temml makes; its own types do not tell. */
interface TemmlNode {
  type?: string;
  text?: string;
  attributes?: Record<string, unknown>;
  style?: Record<string, unknown>;
  classes?: string[];
  children?: TemmlNode[];
}

class TooMuch extends Error {}

function styleOf(style: Record<string, unknown>): string {
  return Object.entries(style)
    .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), String(value)] as const)
    .filter(([name, value]) => STYLES.has(name) && VALUE.test(value))
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

function attributesOf(node: TemmlNode): Record<string, string> {
  const entries = Object.entries(node.attributes ?? {})
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name, value]) => ATTRIBUTES.has(name) && VALUE.test(value));
  const classes = (node.classes ?? []).filter((name) => /^tml-[a-z-]{1,20}$/.test(name));
  if (classes.length > 0) entries.push(['class', classes.join(' ')]);
  return Object.fromEntries(entries);
}

function clean(node: TemmlNode, count: { left: number }): (FormulaNode | string)[] {
  if (--count.left < 0) throw new TooMuch();
  if (typeof node.text === 'string') return [node.text];
  const children = (node.children ?? []).flatMap((child) => clean(child, count));
  const tag = node.type ?? '';
  // An element that is not known gives way to what is in it.
  if (!TAGS.has(tag)) return tag === '' || tag === 'span' ? children : [{ tag: 'mrow', attributes: {}, style: '', children }];
  return [{ tag, attributes: attributesOf(node), style: styleOf(node.style ?? {}), children }];
}

/** The formula; null where it is none that can be set. */
export async function setFormula(tex: string, display: boolean): Promise<FormulaNode | null> {
  if (tex.length > MAX_TEX) return null;
  const { default: temml } = await import('temml');
  try {
    const options = { displayMode: display, throwOnError: true, trust: false, strict: false, maxExpand: 1000 };
    const tree = temml.__renderToMathMLTree(tex, { ...options, maxSize: [20, 500] as [number, number] }) as TemmlNode;
    const [root] = clean(tree, { left: MAX_NODES });
    return root && typeof root !== 'string' && root.tag === 'math' ? root : null;
  } catch {
    // Whatever it is that TeX does not take: it is shown as it was written.
    return null;
  }
}

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/** The formula as an element. Svelte itself makes elements of HTML and SVG alone. */
export function drawFormula(node: FormulaNode): Element {
  const element = document.createElementNS(MATHML, node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  // Not as an attribute, which the page's policy forbids.
  if (node.style !== '') element.style.cssText = node.style;
  element.append(...node.children.map((child) => (typeof child === 'string' ? child : drawFormula(child))));
  return element;
}
