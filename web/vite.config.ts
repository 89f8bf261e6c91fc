// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { transformWithEsbuild, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { readCards } from './scripts/cards';

const server = process.env.ASSISTI_URL ?? 'http://127.0.0.1:8080';

/** Puts src/boot.js into the head as a classic script with a hashed name: it must run before the first paint. */
function bootScript(): Plugin {
  const file = new URL('src/boot.js', import.meta.url);
  let reference = '';
  return {
    name: 'boot-script',
    async buildStart() {
      if (this.environment.config.command !== 'build' || this.environment.name === 'ssr') return;
      const { code } = await transformWithEsbuild(readFileSync(file, 'utf8'), 'boot.js', {
        minify: true,
        target: 'es2022',
      });
      reference = this.emitFile({ type: 'asset', name: 'boot.js', source: code });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const built = Object.values(context.bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes('boot.js'),
        );
        const src = reference && built ? `/${built.fileName}` : '/src/boot.js';
        return [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }];
      },
    },
  };
}

/** `virtual:measured`: how often the applications were right. */
function measured(): Plugin {
  const id = '\0measured';
  return {
    name: 'measured',
    resolveId: (source) => (source === 'virtual:measured' ? id : null),
    load: (wanted) => (wanted === id ? `export default ${JSON.stringify(readCards())}` : null),
  };
}

export default defineConfig({
  plugins: [svelte(), bootScript(), measured()],
  // Halves the weight of markdown-it; the file says how.
  resolve: { alias: [{ find: /^entities$/, replacement: fileURLToPath(new URL('src/lib/markdown/entities.ts', import.meta.url)) }] },
  build: {
    target: 'es2022',
    // The Content-Security-Policy allows no inline script, and data: URLs would escape the cache.
    assetsInlineLimit: 0,
    // A twentieth shorter than esbuild's.
    minify: 'terser',
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
    modulePreload: { polyfill: false },
    manifest: 'vite-manifest.json',
    rollupOptions: {
      input: { index: 'index.html', app: 'app.html' },
      // The first page brings the addresses of all others: names in them would be its largest part after Svelte itself.
      output: { chunkFileNames: 'assets/[hash:7].js', assetFileNames: 'assets/[hash:6][extname]' },
    },
  },
  server: {
    proxy: { '/api': server },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    // So that the tests, too, meet the stand-in for what it asks for.
    server: { deps: { inline: ['markdown-it'] } },
  },
});
