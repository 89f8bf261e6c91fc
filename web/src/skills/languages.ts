// SPDX-License-Identifier: GPL-3.0-or-later
// What the languages of code are called, and what is written like one.
import { t, type Key } from '../lib/i18n.svelte';

const NAMES: Readonly<Record<string, string>> = {
  c: 'C', cpp: 'C++', csharp: 'C#', css: 'CSS', dockerfile: 'Dockerfile', go: 'Go', html: 'HTML', ini: 'INI', java: 'Java',
  javascript: 'JavaScript', json: 'JSON', kotlin: 'Kotlin', lua: 'Lua', makefile: 'Makefile', markdown: 'Markdown', perl: 'Perl',
  php: 'PHP', python: 'Python', ruby: 'Ruby', rust: 'Rust', sql: 'SQL', svelte: 'Svelte', swift: 'Swift', toml: 'TOML',
  typescript: 'TypeScript', xml: 'XML', yaml: 'YAML',
};

const WORDS: Readonly<Record<string, Key>> = {
  regex: 'result.regex',
  cron: 'result.cron',
  chmod: 'result.chmod',
  date: 'result.date',
  shell: 'result.shell',
};

/** One that is not known keeps its own name. */
export function codeTitle(language: string): string {
  if (Object.hasOwn(WORDS, language)) return t(WORDS[language]!);
  return Object.hasOwn(NAMES, language) ? NAMES[language]! : language;
}
