// SPDX-License-Identifier: GPL-3.0-or-later
// Which page an address leads to, and what has to be there before it is shown.
import { i18n, type Area } from './lib/i18n.svelte';
import { matchPath, safeNext, type Params } from './lib/match';
import type { Place } from './lib/router.svelte';
import { home, notFound, routes, type Route } from './routes';
import type { Shown, Visitor } from './way';

/** The route for a path, as this person may see it. */
export function findRoute(path: string, user: Visitor['user']): { route: Route; params: Params } {
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === null) continue;
    if (route.path === '/' && user) return { route: home, params };
    if (route.who === 'staff' && user && !user.is_staff) break;
    return { route, params };
  }
  return { route: notFound, params: {} };
}

function isForUsers({ who }: Route): boolean {
  return who === 'user' || who === 'staff';
}

/** Whether only somebody who is signed in sees the page of this path. */
export function needsUser(path: string): boolean {
  return isForUsers(findRoute(path, null).route);
}

/** Where this person has to go instead, or null to stay. */
export function redirectFor(
  place: Pick<Place, 'path' | 'query'>,
  visitor: Visitor,
): string | null {
  const { route } = findRoute(place.path, visitor.user);
  if (visitor.site) {
    if (visitor.site.setup_needed && route.who !== 'setup') return '/setup';
    if (!visitor.site.setup_needed && route.who === 'setup') return '/';
  }
  if (route.who === 'guest' && visitor.user) return safeNext(place.query.get('next'));
  if (isForUsers(route) && !visitor.user && !visitor.unreachable) {
    const query = place.query.toString();
    const next = query === '' ? place.path : `${place.path}?${query}`;
    return `/login?next=${encodeURIComponent(next)}`;
  }
  return null;
}

/** The areas of text that a page needs beside `core`. */
export function textsOf(route: Route): readonly Area[] {
  return route.title === 'title.landing' ? route.texts : ['app', ...route.texts];
}

/** Loads the page; null where the server would have to be asked first who this is. */
export async function loadPage(path: string, visitor: Visitor): Promise<Shown | null> {
  const { route, params } = findRoute(path, visitor.user);
  // "/" is another page for somebody who is signed in, so it waits for the answer, too.
  const dependsOnUser = isForUsers(route) || (route.path === '/' && visitor.unreachable);
  if (dependsOnUser && !visitor.user) return null;
  const [module] = await Promise.all([route.load(), i18n.need(textsOf(route))]);
  return { path, params, title: route.title, page: module.default };
}
