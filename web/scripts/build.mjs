// SPDX-License-Identifier: GPL-3.0-or-later
// npm run build: leaves in dist/ what the server embeds.
//   index.html   the landing page, rendered      app.html   the shell of every other page
//   pages.txt    one path pattern a line         assets/    files with a hash in their name
//   sw.js, manifest.webmanifest, icons           *.br, *.gz beside every file that gains by it
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, transformWithEsbuild } from 'vite';
import { landingFiles, reportWeight } from './weight.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest']);

function listFiles(dir) {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}

/** Compiles the application for Node and returns its module. */
async function loadServerSide() {
  const out = mkdtempSync(join(tmpdir(), 'assisti-web-'));
  try {
    await build({
      root,
      // What warns here has warned in the first build; this one only splits less.
      logLevel: 'error',
      build: {
        ssr: 'src/landing.server.ts',
        outDir: out,
        emptyOutDir: true,
        manifest: false,
        rollupOptions: { input: 'src/landing.server.ts', output: { entryFileNames: 'landing.mjs' } },
      },
      ssr: { noExternal: true },
    });
    return await import(pathToFileURL(join(out, 'landing.mjs')).href);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function replaceOnce(text, mark, value) {
  if (text.split(mark).length !== 2) throw new Error(`index.html must hold ${mark} once`);
  return text.replace(mark, () => value);
}

/** Puts the rendered landing page into index.html, and asks for the text it needs right away. */
function writeLanding(manifest, { head, body }) {
  const path = join(dist, 'index.html');
  const preload = ['core', 'landing']
    .map((area) => manifest[`src/i18n/en/${area}.json`].file)
    .map((file) => `<link rel="modulepreload" href="/${file}" />`)
    .join('');
  let html = readFileSync(path, 'utf8');
  html = replaceOnce(html, '<!--head-->', head + preload);
  html = replaceOnce(html, '<!--body-->', body);
  writeFileSync(path, html);
  for (const file of ['index.html', 'app.html']) {
    const text = readFileSync(join(dist, file), 'utf8');
    if (/<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=/i.test(text)) {
      throw new Error(`${file} holds inline script or style, which the server's policy forbids`);
    }
  }
}

/** The service worker keeps the shell, what it is made of, and every page's code; not what only an answer of the server needs. */
async function writeWorker(manifest) {
  const shell = Object.values(manifest)
    .filter((chunk) => !chunk.file.endsWith('.html') && !/i18n|example|node_modules/.test(chunk.src ?? ''))
    .flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]);
  const boot = readdirSync(join(dist, 'assets')).filter((name) => /^boot-.*\.js$/.test(name));
  const files = [
    '/favicon.svg',
    ...new Set([...shell, ...boot.map((name) => `assets/${name}`)].map((file) => `/${file}`)),
  ].sort();
  const hash = createHash('sha256');
  for (const file of ['/app.html', ...files]) hash.update(readFileSync(join(dist, file)));
  const { code } = await transformWithEsbuild(
    readFileSync(join(root, 'src/sw.js'), 'utf8'),
    'sw.js',
    {
      minify: true,
      define: {
        __VERSION__: JSON.stringify(hash.digest('hex').slice(0, 12)),
        __SHELL__: JSON.stringify(files),
      },
    },
  );
  writeFileSync(join(dist, 'sw.js'), code);
}

function compress(path) {
  const raw = readFileSync(path);
  const brotli = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  if (brotli.length < raw.length) writeFileSync(`${path}.br`, brotli);
  const gzip = gzipSync(raw, { level: constants.Z_BEST_COMPRESSION });
  if (gzip.length < raw.length) writeFileSync(`${path}.gz`, gzip);
}

/** Gzips files anew with who finds the shortest way, and takes a hundred times as long for it. */
function compressWell(paths) {
  execFileSync('zopfli', ['--i15', ...paths.filter((path) => existsSync(`${path}.gz`))]);
}

process.env.NODE_ENV = 'production';
await build({ root, logLevel: 'warn' });
const manifestPath = join(dist, 'vite-manifest.json');
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
rmSync(manifestPath);

const serverSide = await loadServerSide();
writeLanding(manifest, serverSide.renderLanding());
writeFileSync(join(dist, 'pages.txt'), serverSide.paths.map((path) => `${path}\n`).join(''));
await writeWorker(manifest);
for (const path of listFiles(dist)) {
  if (COMPRESSIBLE.has(extname(path))) compress(path);
}
compressWell([...landingFiles(dist, manifest)].map((file) => join(dist, file)));
const count = listFiles(dist).filter((path) => !/\.(br|gz)$/.test(path)).length;
console.log(`${relative(process.cwd(), dist) || '.'}: ${count} files`);
process.exitCode = reportWeight(dist, manifest) ? 0 : 1;
