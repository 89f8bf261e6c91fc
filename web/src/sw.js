// SPDX-License-Identifier: GPL-3.0-or-later
// The offline shell. The build puts in __VERSION__ and __SHELL__, the files of which every page is made.
// Pages come from the network where there is one, files with a hash in their name from the cache,
// and nothing under /api/ is ever kept.

const SHARED = 'assisti-shared';
const CACHE = `assisti-${__VERSION__}`;
const SHELL = __SHELL__;
/** Any address of the application: the server answers them all with the same page. */
const PAGE = '/login';

self.addEventListener('install', (event) => {
  // Requests to the server need no worker, and the last ones of a closing page would die with it.
  event.addRoutes?.({ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' });
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...SHELL]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE && name !== SHARED).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const shell = await caches.match(PAGE);
    return shell ?? Response.error();
  }
}

async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, fresh.clone());
  }
  return fresh;
}

/** Pictures that another program shares: kept until somebody has said what is to be done with them. */
async function receive(request) {
  const form = await request.formData();
  await caches.delete(SHARED);
  const cache = await caches.open(SHARED);
  const files = form.getAll('image').filter((value) => value instanceof File);
  await Promise.all(
    files.map((file, i) => {
      const headers = { 'Content-Type': file.type, 'X-Name': encodeURIComponent(file.name) };
      return cache.put(`/shared/${i}`, new Response(file, { headers }));
    }),
  );
  return Response.redirect('/share', 303);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === 'POST' && url.pathname === '/share') event.respondWith(receive(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    if (!url.pathname.startsWith('/api/')) event.respondWith(page(request));
  } else if (url.pathname.startsWith('/assets/') || url.pathname === '/favicon.svg') {
    event.respondWith(asset(request));
  }
});
