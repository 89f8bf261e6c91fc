// SPDX-License-Identifier: GPL-3.0-or-later
// What a first visit loads, gzipped: over plain http, as in a home network, browsers do not offer brotli.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const KB = 1000;
const LANDING_LIMIT = 60 * KB;
const PAGE_LIMIT = 180 * KB;

function sizeOf(dist, file) {
  const path = join(dist, file);
  return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
}

/** All files that loading `key` brings: its imports, their styles and pictures. */
function collect(manifest, key, files = new Set(), seen = new Set()) {
  if (seen.has(key)) return files;
  seen.add(key);
  const chunk = manifest[key];
  files.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
  for (const next of chunk.imports ?? []) collect(manifest, next, files, seen);
  return files;
}

function mentioned(html) {
  return [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css|svg|avif|png|webmanifest))"/g)].map(
    (match) => match[1],
  );
}

function total(dist, files) {
  return [...files].reduce((sum, file) => sum + sizeOf(dist, file), 0);
}

/** All text of the longest language: no page needs more of it. */
function heaviestLanguage(dist, manifest) {
  const sums = {};
  for (const [key, chunk] of Object.entries(manifest)) {
    const lang = /^src\/i18n\/(\w+)\//.exec(key)?.[1];
    if (lang) sums[lang] = (sums[lang] ?? 0) + sizeOf(dist, chunk.file);
  }
  return Math.max(...Object.values(sums));
}

/** The files of the first load of the landing page. */
export function landingFiles(dist, manifest) {
  const files = collect(manifest, 'index.html').add('index.html');
  for (const file of mentioned(readFileSync(join(dist, 'index.html'), 'utf8'))) files.add(file);
  files.delete('icon-192.png');
  return files;
}

/** Prints the weights; false when one is over its limit. */
export function reportWeight(dist, manifest) {
  const heaviest = heaviestLanguage(dist, manifest);
  const pageKeys = Object.keys(manifest).filter((key) => /^src\/(routes|chat)\/\w+\.svelte$/.test(key));

  const rows = [['/', total(dist, landingFiles(dist, manifest)), LANDING_LIMIT]];

  for (const key of pageKeys) {
    const files = collect(manifest, 'app.html');
    collect(manifest, key, files);
    for (const file of mentioned(readFileSync(join(dist, 'app.html'), 'utf8'))) files.add(file);
    files.delete('icon-192.png');
    files.add('app.html');
    const name = key.replace(/^src\/(?:routes|chat)\/(\w+)\.svelte$/, '$1');
    rows.push([name, total(dist, files) + heaviest, PAGE_LIMIT]);
  }
  for (const [name, size, limit] of rows) {
    const mark = size > limit ? '  OVER' : '';
    console.log(
      `${name.padEnd(12)} ${(size / KB).toFixed(1).padStart(6)} KB of ${limit / KB}${mark}`,
    );
  }
  return rows.every(([, size, limit]) => size <= limit);
}
