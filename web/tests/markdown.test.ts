// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown from outside: what it becomes, that it stays harmless, and that a stream of it comes to the same.
import { render } from 'svelte/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { english } from './english';
import { i18n } from '../src/lib/i18n.svelte';
import Markdown from '../src/lib/markdown/Markdown.svelte';
import { setFormula, type FormulaNode } from '../src/lib/markdown/formula';
import { highlight, languageOf } from '../src/lib/markdown/highlight';
import { toHref, type Block, type Inline } from '../src/lib/markdown/nodes';
import { parse } from '../src/lib/markdown/parse';
import { advance, NOTHING } from '../src/lib/markdown/stream';

beforeAll(() => i18n.set('en', english));

const blocks = (text: string) => parse(text).map((one) => one.block);
const inline = (text: string): Inline[] => {
  const [first] = blocks(text);
  return first?.kind === 'paragraph' ? first.children : [];
};
const words = (text: string): Inline => ({ kind: 'text', text });

/** As the page has it, without the marks that Svelte leaves for itself. */
const html = (text: string, streaming = false) =>
  render(Markdown, { props: { text, streaming } }).body.replace(/<!--.*?-->/g, '');

describe('blocks', () => {
  it.each<[string, Block]>([
    ['## A *b*', { kind: 'heading', level: 2, children: [words('A '), { kind: 'em', children: [words('b')] }] }],
    ['```Python extra\nx = 1\n```', { kind: 'code', language: 'python', text: 'x = 1', open: false }],
    ['```\nx\n', { kind: 'code', language: '', text: 'x', open: true }],
    ['```', { kind: 'code', language: '', text: '', open: true }],
    ['    indented', { kind: 'code', language: '', text: 'indented', open: false }],
    ['> ```\n> x\n> ```', { kind: 'quote', children: [{ kind: 'code', language: '', text: 'x', open: false }] }],
    ['***', { kind: 'rule' }],
    [
      '3. a\n4. b',
      {
        kind: 'list', ordered: true, start: 3, tight: true,
        items: ['a', 'b'].map((text) => ({ done: null, children: [{ kind: 'paragraph', children: [words(text)] }] })),
      },
    ],
    [
      '- [ ] a\n- [x] b',
      {
        kind: 'list', ordered: false, start: 1, tight: true,
        items: [
          { done: false, children: [{ kind: 'paragraph', children: [words('a')] }] },
          { done: true, children: [{ kind: 'paragraph', children: [words('b')] }] },
        ],
      },
    ],
    [
      '| a | b |\n|:-:|--:|\n| 1 | 2<br>3 |',
      {
        kind: 'table',
        align: ['center', 'right'],
        head: [[words('a')], [words('b')]],
        rows: [[[words('1')], [words('2'), { kind: 'break' }, words('3')]]],
      },
    ],
  ])('%j', (text, block) => expect(blocks(text)).toEqual([block]));

  it('tells a loose list from a tight one, whatever is in it', () => {
    const tight = (text: string) => blocks(text).map((one) => one.kind === 'list' && one.tight);
    expect(tight('- a\n  - b\n\n    c\n- d')).toEqual([true]);
    expect(tight('- a\n\n- b')).toEqual([false]);
  });
});

describe('what stands within a line', () => {
  it.each<[string, Inline[]]>([
    ['a  \nb', [words('a'), { kind: 'break' }, words('b')]],
    ['`<b>` &amp; &rarr; &unknown;', [{ kind: 'code', text: '<b>' }, words(' & → &unknown;')]],
    ['~~a~~', [{ kind: 's', children: [words('a')] }]],
    ['[a](https://b.example/c "d")', [{ kind: 'link', href: 'https://b.example/c', children: [words('a')] }]],
    ['see https://a.example.', [words('see '), { kind: 'link', href: 'https://a.example/', children: [words('https://a.example')] }, words('.')]],
    ['<mailto:a@b.example>', [{ kind: 'link', href: 'mailto:a@b.example', children: [words('mailto:a@b.example')] }]],
    ['![cat](https://a.example/c.png)', [{ kind: 'picture', href: 'https://a.example/c.png', text: 'cat' }]],
    ['![cat](/api/v1/x)', [words('cat')]],
  ])('%s', (text, nodes) => expect(inline(text)).toEqual(nodes));
});

describe('maths', () => {
  const tex = (text: string) =>
    [...inline(text), ...blocks(text)].flatMap((one) => (one.kind === 'maths' && !one.open ? [`${one.display ? 'D' : 'i'} ${one.tex}`] : []));

  it.each([
    ['$a_1 * b_2*$ and $x$', ['i a_1 * b_2*', 'i x']],
    ['\\(a\\) b', ['i a']],
    ['so $$x^2$$ it is', ['D x^2']],
    ['so \\[x^2\\] it is', ['D x^2']],
    ['$$\na\n- b\n$$', ['D a\n- b']],
    ['\\[\nx = 1\n\\]', ['D x = 1']],
    ['$$x$$', ['D x']],
    ['costs $5 and $10', []],
    ['from $5-$10', []],
    ['US$ 5, US$ 6', []],
    ['\\$a$', []],
    ['`$a$`', []],
    ['\\[1\\] says', []],
    ['$$\na\n\nb\n$$', []],
    ['$$a$$ and $$b$$', ['D a', 'D b']],
  ])('%j', (text, found) => expect(tex(text)).toEqual(found));

  it('waits for its end', () => {
    expect(blocks('$$\nx')).toEqual([{ kind: 'maths', tex: 'x', display: true, source: '$$\nx', open: true }]);
  });

  function flat(node: FormulaNode): FormulaNode[] {
    return [node, ...node.children.flatMap((child) => (typeof child === 'string' ? [] : flat(child)))];
  }

  it.each([
    '\\frac{a}{b} + \\sqrt[3]{x_1^2}', '\\sum_{i=0}^n i', '\\begin{pmatrix}a & b\\\\c & d\\end{pmatrix}', '\\text{if } x \\ne 0',
    '\\begin{aligned}a&=b\\\\&=c\\end{aligned}', '\\mathbb{R} \\to \\mathcal{F}', '\\color{red}{x}', '\\cancel{x} \\boxed{y}',
  ])('sets %s', async (source) => {
    const set = await setFormula(source, true);
    expect(set?.tag).toBe('math');
    expect(JSON.stringify(set)).not.toMatch(/span|undefined|object/);
  });

  it.each([
    '\\href{javascript:alert(1)}{x}', '\\url{https://a.example}', '\\includegraphics{https://a.example/x.png}', '\\htmlStyle{position:fixed}{x}',
    '\\class{button}{x}', '\\htmlData{a=b}{x}', '\\def\\a{\\a\\a}\\a', '\\frac{', '}', 'x'.repeat(5000), '\\color{url(//a.example)}{x}',
    '\\rule{9999em}{9999em}', '\\kern{-9999em}x', '\\llap{x}', '\\raisebox{900em}{x}', '\\text{<img src=x onerror=alert(1)>}',
  ])('makes nothing harmful of %s', async (source) => {
    const set = await setFormula(source.slice(0, 6000), false);
    for (const node of set ? flat(set) : []) {
      expect(node.tag).toMatch(/^m[a-z]+$|^none$/);
      const said = `${JSON.stringify(node.attributes)} ${node.style}`;
      expect(said).not.toMatch(/url|javascript|http|position|margin|transform|button|"(?:on|href|src|style|data|id)/i);
      for (const [, size = '0'] of said.matchAll(/(\d+(?:\.\d+)?)(?:em|ex|pt|px)/g)) expect(Number(size)).toBeLessThanOrEqual(800);
    }
  });
});

describe('addresses', () => {
  it.each([
    ['https://a.example/b?c#d', 'https://a.example/b?c#d'],
    ['MAILTO:a@b.example', 'mailto:a@b.example'],
    ['javascript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    [' \u0001javascript:alert(1)', null],
    ['data:text/html,<script>', null],
    ['vbscript:x', null],
    ['file:///etc/passwd', null],
    ['blob:https://a.example/x', null],
    ['//evil.example', null],
    ['/settings', null],
    ['#top', null],
    ['https://bank.example@evil.example/', null],
    ['', null],
  ])('%j', (address, href) => expect(toHref(address)).toBe(href));
});

const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg/onload=alert(1)>', '<a href="javascript:alert(1)">x</a>',
  '<style>*{display:none}</style>', '<iframe src="https://a.example"></iframe>', '<!-- x --><form action="https://a.example">',
  '[x](javascript:alert(1))', '[x](JaVaScRiPt&colon;alert(1))', '[x](java&#10;script:alert(1))', '[x](&#106;avascript:alert(1))',
  '<javascript:alert(1)>', '[x](data:text/html;base64,PHNjcmlwdD4=)', '[x]\n\n[x]: javascript:alert(1)', '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg/onload=alert(1)>)', '![x](https://a.example/x.png "\\" onerror=alert(1)")', '[x](https://a.example/"onmouseover="alert(1))',
  '```"><script>alert(1)</script>\nx\n```', '```html\n<script>alert(1)</script>\n```', '$</span><script>alert(1)</script>$', '$$\n<img src=x onerror=alert(1)>\n$$',
  '| <script> | b |\n|---|---|\n| <img src=x> | `<b>` |', '- [x] <script>alert(1)</script>', 'https://a.example/"><script>', '&lt;script&gt;alert(1)&lt;/script&gt;',
  '<x:script xmlns:x="http://www.w3.org/1999/xhtml">', '\u0000<script>', '[a](<https://a.example/\u202egnp.exe>)', '<br onclick=alert(1)>',
];

const ALLOWED = /^(?:div|p|h[3-6]|figure|figcaption|span|button|svg|path|pre|code|blockquote|ol|ul|li|table|thead|tbody|tr|th|td|hr|br|em|strong|s|a)$/;

describe('a page that shows what is hostile', () => {
  it.each(HOSTILE)('%j', (text) => {
    const shown = html(text);
    for (const [, tag = '', attributes = ''] of shown.matchAll(/<([a-zA-Z][^\s/>]*)((?:"[^"]*"|[^">])*)>/g)) {
      expect(tag).toMatch(ALLOWED);
      const names = [...attributes.matchAll(/\s([^\s=>"]+)(?:="[^"]*")?/g)].map((match) => match[1]);
      expect(names.filter((name) => name && /^on|^style$|^src/.test(name))).toEqual([]);
      if (tag !== 'a') continue;
      expect(attributes).toMatch(/ href="(?:https?:|mailto:)/);
      expect(attributes).toContain(' rel="noopener noreferrer"');
    }
  });

  it('shows tags as the text that they are', () => {
    expect(html('a <b>c</b>')).toContain('a &lt;b>c&lt;/b>');
  });
});

describe('what would keep a parser busy', () => {
  const n = 20_000;
  it.each([
    ['brackets', '['.repeat(n)], ['stars', '*a '.repeat(n)], ['mixed stars', '**a*'.repeat(n)], ['quotes', '> '.repeat(n)],
    ['links', '[a]('.repeat(n)], ['pictures', '![['.repeat(n)], ['tags', '<a '.repeat(n)], ['lists', '- '.repeat(n)],
    ['deep lists', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i * 2)}- a`).join('\n')],
    ['ticks', Array.from({ length: 300 }, (_, i) => '`'.repeat(i)).join('a')], ['a wide table', `${'|a'.repeat(n)}\n${'|-'.repeat(n)}`],
    ['dollars', '$a '.repeat(n)], ['double dollars', '$$a '.repeat(n)], ['lines of dollars', '$$a\n'.repeat(n)],
    ['parentheses', '\\('.repeat(n)], ['bracketed lines', '\\[a\n'.repeat(n)], ['addresses', 'https://,,,,'.repeat(n)], ['backslashes', '\\'.repeat(n)],
  ])('%s', (_, text) => {
    const start = performance.now();
    parse(text);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

const ANSWER = [
  '# A title', 'Some *text*\nof two lines', 'setext\n---', '- a\n- b\n\n  c\n\n- d', '1. x\n   ```js\n   let y;\n   ```\n2. z', '> q\nlazy\n\n> r',
  '```python\nprint("*")\n\n# no heading\n```', '    indented\n\n    more', '| a | b |\n|---|:-:|\n| 1 | $x$ |', 'para\n| a | b |\n|---|---|\n| 1 | 2 |',
  '$$\nx\n- b\n+ c\n$$', '$$\nnever\n# closed\n- a\n> b', '\\[\ny\n\\]', '***', 'a\n#b', 'a\n1.\nb', '- [x] done\n- [ ] not', '~~~\ntilde', '  \n',
  'text\n* * *\nmore', '+ one\n* two\n- three', 'https://a.example/b [c](https://d.example)', '\ttab', '<div>\n\nx', 'سلام $a$ دنیا',
];

/** Numbers that look random and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * sides);
  };
}

describe('a stream', () => {
  it('comes to the same as the whole text, after every piece', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const roll = dice(seed);
      const text = Array.from({ length: 8 }, () => ANSWER[roll(ANSWER.length)]).join(roll(4) === 0 ? '\n' : '\n\n');
      let parsed = NOTHING;
      for (let end = 1; end <= text.length; end += 1 + roll(seed % 2 ? 3 : 25)) {
        const part = text.slice(0, end);
        parsed = advance(parsed, part, false);
        expect(parsed.blocks, JSON.stringify(part)).toEqual(blocks(part.replace(/[ \t]+$/, '')));
      }
    }
  });

  it('keeps what is settled, and parses only the rest', () => {
    const text = `${ANSWER[1]}\n\n`.repeat(4000);
    expect(text.length).toBeGreaterThan(100_000);
    let parsed = NOTHING;
    const start = performance.now();
    for (let end = 40; end < text.length; end += 40) {
      const { blocks: old } = parsed;
      parsed = advance(parsed, text.slice(0, end), false);
      const drawn = parsed.blocks.filter((block, i) => block !== old[i]).length;
      expect(drawn).toBeLessThanOrEqual(5);
    }
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('begins anew where the text is another, and finds names at the end', () => {
    const first = advance(NOTHING, 'a\n\nb\n\nc\n\nd', false);
    expect(advance(first, 'x', false).blocks).toEqual(blocks('x'));
    const text = 'see [it][1]\n\nb\n\nc\n\n[1]: https://a.example\n';
    const half = advance(NOTHING, text.slice(0, 20), false);
    expect(advance(half, text, true).blocks).toEqual(blocks(text));
    expect(JSON.stringify(advance(half, text, true).blocks)).toContain('https://a.example/');
  });
});

describe('code', () => {
  it('is coloured, with nothing added and nothing lost', async () => {
    const code = 'def f(x: int) -> str:\n    return f"<b>{x + 1}</b>"  # <script>\n';
    const parts = await highlight(code, 'py');
    expect(parts?.map((part) => part.text).join('')).toBe(code);
    expect(parts).toContainEqual({ text: 'def', scope: 'keyword' });
    expect(parts).toContainEqual({ text: '# <script>', scope: 'comment' });
  });

  it('of a language within another is whole, too', async () => {
    const code = '<p class="a">x</p><script>let a = 1;</script>';
    await highlight('let a', 'js');
    expect((await highlight(code, 'html'))?.map((part) => part.text).join('')).toBe(code);
  });

  it.each(['', 'nothing', 'constructor', '__proto__', '../x'])('of the language %j stays as it is', async (language) => {
    expect(languageOf(language)).toBeNull();
    expect(await highlight('x', language)).toBeNull();
  });

  it('that is very long stays as it is', async () => {
    expect(await highlight('x'.repeat(60_000), 'c')).toBeNull();
  });
});
