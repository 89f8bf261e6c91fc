// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { matchPath, safeNext } from '../src/lib/match';
import { findRoute, redirectFor } from '../src/pages';
import { home, notFound } from '../src/routes';
import type { Visitor } from '../src/way';

describe('matchPath', () => {
  it.each([
    ['/', '/', {}],
    ['/ocr', '/ocr', {}],
    ['/ocr', '/ocr/', {}],
    ['/ocr/:id', '/ocr/0193', { id: '0193' }],
    ['/ocr/:id', '/ocr/a%20b', { id: 'a b' }],
    ['/ocr/:id', '/ocr/', null],
    ['/ocr/:id', '/ocr/a/b', null],
    ['/ocr/:id', '/ocr/%E0%A4%A', null],
    ['/ocr', '/OCR', null],
    ['/', '/ocr', null],
  ])('%s with %s', (pattern, path, params) => {
    expect(matchPath(pattern, path)).toEqual(params);
  });
});

describe('safeNext', () => {
  it.each([
    ['/ocr?q=a#b', '/ocr?q=a#b'],
    [null, '/'],
    ['', '/'],
    ['ocr', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s leads to %s', (next, path) => {
    expect(safeNext(next)).toBe(path);
  });
});

const guest: Visitor = { user: null, site: { setup_needed: false }, unreachable: false };
const person: Visitor = { ...guest, user: { is_staff: false } };
const staff: Visitor = { ...guest, user: { is_staff: true } };
const brandNew: Visitor = { ...guest, site: { setup_needed: true } };

function place(address: string) {
  const url = new URL(address, 'http://site.invalid');
  return { path: url.pathname, query: url.searchParams, hash: url.hash };
}

describe('redirectFor', () => {
  it.each([
    ['a guest stays on the landing page', '/', guest, null],
    ['a guest logs in first', '/ocr/7?page=2', guest, '/login?next=%2Focr%2F7%3Fpage%3D2'],
    ['a guest may log in', '/login', guest, null],
    ['a person goes on', '/login?next=/ocr', person, '/ocr'],
    ['a person does not sign up again', '/signup', person, '/'],
    ['a person may verify', '/verify', person, null],
    ['a person sees a missing page', '/admin/mail', person, null],
    ['an unknown path stays', '/nope', guest, null],
    ['a new server asks for its first account', '/ocr', brandNew, '/setup'],
    ['a new server asks on the landing page too', '/', brandNew, '/setup'],
    ['set-up itself stays', '/setup', brandNew, null],
    ['set-up is over', '/setup', guest, '/'],
    ['set-up waits for the answer', '/setup', { ...guest, site: null }, null],
    ['no answer is no reason to log in', '/ocr', { ...guest, unreachable: true }, null],
  ])('%s', (_name, address, visitor, expected) => {
    expect(redirectFor(place(address), visitor)).toBe(expected);
  });
});

describe('findRoute', () => {
  it('shows "/" by person, and staff pages to staff alone', () => {
    expect(findRoute('/', null).route.title).toBe('title.landing');
    expect(findRoute('/', person.user).route).toBe(home);
    expect(findRoute('/admin/mail', person.user).route).toBe(notFound);
    expect(findRoute('/admin/mail', staff.user).route.path).toBe('/admin/mail');
    expect(findRoute('/nope', null).route).toBe(notFound);
    expect(findRoute('/ocr/7', null).params).toEqual({ id: '7' });
  });

  it('takes the exact page before the pattern that it fits', () => {
    expect(findRoute('/animals/corrections', person.user).route.title).toBe('title.corrections');
    expect(findRoute('/animals/classifiers/7', person.user).params).toEqual({ id: '7' });
    expect(findRoute('/animals/7', person.user).route.title).toBe('title.animal');
    expect(findRoute('/road-signs/signs', person.user).route.title).toBe('title.signs_all');
    expect(findRoute('/admin/mail', staff.user).route.title).toBe('title.mail');
    expect(findRoute('/admin/users', staff.user).params).toEqual({ resource: 'users' });
    expect(findRoute('/admin/users/7', staff.user).params).toEqual({ resource: 'users', id: '7' });
    expect(findRoute('/road-signs/7', person.user).params).toEqual({ id: '7' });
  });
});
