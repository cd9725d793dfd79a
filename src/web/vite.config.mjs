import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const outDir = fileURLToPath(new URL('../../dist/web', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'baseline-widely-available',
    assetsInlineLimit: 0, // what is inlined is loaded with the page, and again with each version of it
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } }, // compressing takes the longest, once
    chunkSizeWarningLimit: 800, // the 3D view, which is loaded when it is wanted
  },
  plugins: [precompress(outDir)],
  // `npm run dev:page`: the page from its sources, the API of `npm run dev`.
  server: {
    proxy: { '/api': 'http://127.0.0.1:3000', '/docs': 'http://127.0.0.1:3000' },
    fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] }, // src/client and node_modules are outside the root
  },
});

/** Writes `.br` and `.gz` beside each text file, once, at the highest level. */
function precompress(folder) {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return {
    name: 'precompress',
    apply: 'build',
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(
        files
          .filter((file) => /\.(html|js|css|svg|json|wasm)$/.test(file))
          .map(async (file) => {
            const bytes = await readFile(join(folder, file));
            const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
            await writeFile(join(folder, `${file}.br`), await brotli(bytes, { params }));
            await writeFile(join(folder, `${file}.gz`), await zip(bytes, { level: 9 }));
          }),
      );
    },
  };
}
