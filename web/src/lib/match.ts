// SPDX-License-Identifier: GPL-3.0-or-later
// Path patterns: literal segments and `:name` segments, nothing more.

export type Params = Record<string, string>;

/** The pattern's parameters when the path fits it, null otherwise. */
export function matchPath(pattern: string, path: string): Params | null {
  const want = pattern.split('/');
  const have = trimSlash(path).split('/');
  if (want.length !== have.length) return null;
  const params: Params = {};
  for (const [i, part] of want.entries()) {
    const given = have[i] ?? '';
    if (part.startsWith(':')) {
      const value = decode(given);
      if (value === null || value === '') return null;
      params[part.slice(1)] = value;
    } else if (part !== given) {
      return null;
    }
  }
  return params;
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Where to go after logging in: only a path of this site, never another host or a script. */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
  const url = new URL(next, 'http://site.invalid');
  return url.host === 'site.invalid' ? url.pathname + url.search + url.hash : '/';
}
