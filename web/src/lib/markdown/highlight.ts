// SPDX-License-Identifier: GPL-3.0-or-later
// Colours for code: highlight.js finds what each piece of it is. The core and each language come when first needed.
import type { Emitter, HLJSApi, LanguageFn } from 'highlight.js';

/** A piece of code, and what it is: 'keyword', 'string', ...; '' where it is nothing special. */
export interface CodePart {
  text: string;
  scope: string;
}

type Load = () => Promise<{ default: LanguageFn }>;

const LANGUAGES: Readonly<Record<string, Load>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  lua: () => import('highlight.js/lib/languages/lua'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  r: () => import('highlight.js/lib/languages/r'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const ALIASES: Readonly<Record<string, string>> = {
  'c#': 'csharp', 'c++': 'cpp', cc: 'cpp', cs: 'csharp', docker: 'dockerfile', golang: 'go', h: 'c', hpp: 'cpp', html: 'xml',
  js: 'javascript', jsonc: 'json', jsx: 'javascript', kt: 'kotlin', make: 'makefile', mjs: 'javascript', patch: 'diff',
  py: 'python', python3: 'python', rb: 'ruby', rs: 'rust', sh: 'bash', shell: 'bash', svelte: 'xml', svg: 'xml',
  toml: 'ini', ts: 'typescript', tsx: 'typescript', vue: 'xml', yml: 'yaml', zsh: 'bash',
};

/** Beyond this a phone would stutter. */
const MAX_CHARS = 50_000;

/** Keeps the pieces themselves where highlight.js would write HTML. */
class Parts implements Emitter {
  readonly parts: CodePart[] = [];
  readonly #open: string[] = [];

  addText(text: string): void {
    if (text !== '') this.parts.push({ text, scope: this.#open.at(-1) ?? '' });
  }

  startScope(name: string): void {
    // 'title.function' is coloured as any title; a substitution within a string is code again.
    this.#open.push(name === 'subst' ? '' : (name.split('.')[0] ?? ''));
  }

  endScope(): void {
    this.#open.pop();
  }

  // It calls the same two by their older names as well.
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof Parts) this.parts.push(...emitter.parts);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }
}

let core: Promise<HLJSApi> | undefined;

async function loadCore(): Promise<HLJSApi> {
  const { default: hljs } = await import('highlight.js/lib/core');
  hljs.configure({ __emitter: Parts });
  return hljs;
}

/** The name that the language has here; null where nobody knows how to colour it. */
export function languageOf(name: string): string | null {
  const known = Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  return Object.hasOwn(LANGUAGES, known) ? known : null;
}

/** The code in pieces; null where the language is not known or the code too long. */
export async function highlight(code: string, name: string): Promise<CodePart[] | null> {
  const language = languageOf(name);
  if (language === null || code.length > MAX_CHARS) return null;
  core ??= loadCore();
  const hljs = await core;
  if (!hljs.getLanguage(language)) hljs.registerLanguage(language, (await LANGUAGES[language]!()).default);
  const emitter = hljs.highlight(code, { language, ignoreIllegals: true })._emitter;
  return emitter instanceof Parts ? emitter.parts : null;
}
