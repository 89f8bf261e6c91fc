// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when a page is opened.
import { hydrate, mount } from 'svelte';
import App from './App.svelte';
import { connection } from './lib/connection.svelte';
import { i18n, preferredLang } from './lib/i18n.svelte';
import { router } from './lib/router.svelte';
import { session } from './lib/session.svelte';
import { site } from './lib/site.svelte';
import { theme } from './lib/theme.svelte';
import { findRoute, loadPage, redirectFor, type Shown, type Visitor } from './pages';
import './styles/tokens.css';
import './styles/base.css';

function visitor(): Visitor {
  return { user: session.user, site: site.info, unreachable: session.unreachable };
}

function needsUser(path: string): boolean {
  const { who } = findRoute(path, null).route;
  return who === 'user' || who === 'staff';
}

/** The first page, after the redirects that lead to it. */
async function firstPage(): Promise<Shown> {
  for (;;) {
    const redirect = redirectFor(router.place, visitor());
    if (redirect === null) return loadPage(router.place.path, visitor());
    router.go(redirect, { replace: true });
  }
}

function registerWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    window.addEventListener('load', () => {
      // Without it everything works, only not offline.
      navigator.serviceWorker.register('/sw.js').catch(() => {});
    });
  }
}

/**
 * Brings the page to life. `rendered` is what the HTML already shows: it is taken over as it is for an English
 * visitor, and exchanged before it is seen for everybody else.
 */
export async function start(rendered: Shown | null): Promise<void> {
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no #app');
  theme.start();
  connection.start();
  session.start();
  router.start();
  registerWorker();

  const siteLoaded = site.load();
  const wantsSession = session.expected || needsUser(router.place.path);
  await Promise.all([
    i18n.load(preferredLang()).then(() => (rendered ? i18n.need(['landing']) : null)),
    wantsSession ? session.restore() : null,
    rendered ? null : siteLoaded,
  ]);

  if (rendered && i18n.lang === 'en' && !session.user && !session.unreachable) {
    hydrate(App, { target, props: { first: rendered } });
  } else {
    const first = await firstPage();
    router.params = first.params;
    target.replaceChildren();
    mount(App, { target, props: { first } });
  }
  delete document.documentElement.dataset.boot;
}
