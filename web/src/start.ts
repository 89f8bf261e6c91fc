// SPDX-License-Identifier: GPL-3.0-or-later
// What happens when a page is opened.
import { hydrate, mount } from 'svelte';
import App from './App.svelte';
import { connection } from './lib/connection.svelte';
import { i18n, preferredLang } from './lib/i18n.svelte';
import { proof } from './lib/proof.svelte';
import { router } from './lib/router.svelte';
import { session } from './lib/session.svelte';
import { site } from './lib/site.svelte';
import { theme } from './lib/theme.svelte';
import { ahead, follow, type Shown, type Visitor } from './way';
import './styles/tokens.css';
import './styles/base.css';

function visitor(): Visitor {
  return { user: session.user, site: site.info, unreachable: session.unreachable };
}

/** The first page, after the redirects that lead to it. */
async function firstPage(): Promise<Shown> {
  for (;;) {
    const next = await follow(router.place, visitor());
    if (typeof next !== 'string') return next;
    router.go(next, { replace: true });
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
export async function start(rendered: Shown | null, needsUser = false): Promise<void> {
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no #app');
  theme.start();
  connection.start();
  session.start();
  proof.start();
  router.start();
  registerWorker();

  const siteLoaded = site.load();
  const lang = preferredLang();
  const wantsSession = session.expected || needsUser;
  await Promise.all([
    i18n.load(lang).then(() => (rendered ? i18n.need(['landing']) : null)),
    wantsSession ? session.restore() : null,
    rendered ? null : siteLoaded,
    rendered && lang === 'en' && !wantsSession ? null : ahead(),
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
