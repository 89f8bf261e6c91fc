// SPDX-License-Identifier: GPL-3.0-or-later
// From an address and a person to the page that is shown.
import type { Site, User } from './lib/api/types';
import { i18n, type Key } from './lib/i18n.svelte';
import { matchPath, safeNext, type Params } from './lib/match';
import type { Place } from './lib/router.svelte';
import { home, notFound, routes, type Page, type Route } from './routes';
import Unreachable from './routes/Unreachable.svelte';

export interface Shown {
  path: string;
  params: Params;
  title: Key;
  page: Page;
}

export interface Visitor {
  user: Pick<User, 'is_staff'> | null;
  site: Pick<Site, 'setup_needed'> | null;
  /** A session may be there, but the server could not be asked. */
  unreachable: boolean;
}

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

/** Where this person has to go instead, or null to stay. */
export function redirectFor(place: Place, visitor: Visitor): string | null {
  const { route } = findRoute(place.path, visitor.user);
  if (visitor.site) {
    if (visitor.site.setup_needed && route.who !== 'setup') return '/setup';
    if (!visitor.site.setup_needed && route.who === 'setup') return '/';
  }
  if (route.who === 'guest' && visitor.user) return safeNext(place.query.get('next'));
  const needsUser = route.who === 'user' || route.who === 'staff';
  if (needsUser && !visitor.user && !visitor.unreachable) {
    const query = place.query.toString();
    const next = query === '' ? place.path : `${place.path}?${query}`;
    return `/login?next=${encodeURIComponent(next)}`;
  }
  return null;
}

/** Loads the page; a page that cannot be fetched says so and offers another try. */
export async function loadPage(path: string, visitor: Visitor): Promise<Shown> {
  const { route, params } = findRoute(path, visitor.user);
  const unreachable: Shown = { path, params, title: 'title.unreachable', page: Unreachable };
  const needsUser = route.who === 'user' || route.who === 'staff';
  // "/" is another page for somebody who is signed in, so it waits for the answer, too.
  const dependsOnUser = needsUser || (route.path === '/' && visitor.unreachable);
  if (dependsOnUser && !visitor.user) return unreachable;
  try {
    const [module] = await Promise.all([route.load(), i18n.need(route.texts)]);
    return { path, params, title: route.title, page: module.default };
  } catch {
    return unreachable;
  }
}
