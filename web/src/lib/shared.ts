// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures that another program shared with the installed application; sw.js has kept them.

const CACHE = 'assisti-shared';

/** Hands out what was shared, once. */
export async function takeShared(): Promise<File[]> {
  const cache = await caches.open(CACHE);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (response) {
      const name = decodeURIComponent(response.headers.get('X-Name') ?? '');
      const blob = await response.blob();
      files.push(new File([blob], name, { type: blob.type }));
    }
    await cache.delete(request);
  }
  return files;
}
