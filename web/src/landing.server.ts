// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in the build: the landing page as HTML, and the paths that have a page.
import { render } from 'svelte/server';
import App from './App.svelte';
import core from './i18n/en/core.json';
import landing from './i18n/en/landing.json';
import { i18n } from './lib/i18n.svelte';
import { routes } from './routes';
import Landing from './routes/Landing.svelte';

export const paths: string[] = routes.map((route) => route.path);

export function renderLanding(): { head: string; body: string } {
  i18n.set('en', { ...core, ...landing });
  const first = { path: '/', params: {}, title: 'title.landing' as const, page: Landing };
  const { head, body } = render(App, { props: { first } });
  return { head, body };
}
