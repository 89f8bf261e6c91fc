// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures that another program shared with the installed application; sw.js keeps them until somebody has said what
// is to be done with them, or goes elsewhere.

const CACHE = 'assisti-shared';

/** Insecure pages have no caches, and nothing can be shared with them. */
const kept = () => 'caches' in globalThis;

/** What was shared; it stays. */
export async function peekShared(): Promise<File[]> {
  if (!kept()) return [];
  const cache = await caches.open(CACHE);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    const name = decodeURIComponent(response.headers.get('X-Name') ?? '');
    const blob = await response.blob();
    files.push(new File([blob], name, { type: blob.type }));
  }
  return files;
}

export async function dropShared(): Promise<void> {
  if (kept()) await caches.delete(CACHE);
}

/** Hands out what was shared, once. */
export async function takeShared(): Promise<File[]> {
  const files = await peekShared();
  await dropShared();
  return files;
}
