// TypeBox is hundreds of small modules, and each that passes through a loader costs a millisecond, in every process of the
// tests. So that they get it as a few files: made once and kept, the same code.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const PACKAGE = '@sinclair/typebox';
const MODULES = [PACKAGE, `${PACKAGE}/compiler`, `${PACKAGE}/errors`, `${PACKAGE}/value`];
const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const { version } = JSON.parse(readFileSync(`${modules}${PACKAGE}/package.json`, 'utf8'));
const kept = `${modules}.cache/typebox-${version}/`;

/** The address of the file for each of its modules; none where they cannot be made. */
export const typebox = new Map(
  existsSync(kept) || make() ? MODULES.map((name) => [name, pathToFileURL(`${kept}${name}.mjs`).href]) : [],
);

/** Whole or not at all: other processes make the same. */
function make() {
  const made = `${kept.slice(0, -1)}.${process.pid}`;
  try {
    require('esbuild').buildSync({
      entryPoints: Object.fromEntries(MODULES.map((name) => [name, name])),
      outdir: made,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true, // its registries must be there once
      format: 'esm',
      platform: 'node',
      absWorkingDir: modules,
      logLevel: 'silent',
    });
    renameSync(made, kept);
    return true;
  } catch {
    rmSync(made, { recursive: true, force: true });
    return existsSync(kept); // another process was faster, or the disk is read-only
  }
}
