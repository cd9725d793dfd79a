// Loads TypeScript by blanking out its types: lines and columns stay as they are, so no source map is needed. Each text is
// blanked once and kept; after that, loading is reading a file.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { typebox } from './typebox.mjs';

const require = createRequire(import.meta.url);
const { version } = require('@swc/wasm-typescript/package.json');
const KEPT = fileURLToPath(new URL(`../../node_modules/.cache/typescript-${version}/`, import.meta.url));

export async function resolve(specifier, context, nextResolve) {
  const url = typebox.get(specifier);
  return url === undefined ? nextResolve(specifier, context) : { url, format: 'module', shortCircuit: true };
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: javaScriptOf(readFileSync(new URL(url), 'utf8')), shortCircuit: true };
}

function javaScriptOf(text) {
  const path = join(KEPT, createHash('sha1').update(text).digest('hex'));
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const { code } = require('@swc/wasm-typescript').transformSync(text, { mode: 'strip-only' });
    keep(path, code);
    return code;
  }
}

/** Whole or not at all: other processes load the same file. */
function keep(path, code) {
  const made = `${path}.${process.pid}`;
  try {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(made, code);
    renameSync(made, path);
  } catch {
    // a sandbox whose disk is read-only: the next process blanks it again
  }
}
