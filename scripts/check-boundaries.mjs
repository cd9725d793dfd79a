// Checks the dependency rules, and that they can fail: a violation is planted in a copy and must be found.
// (A cruiser that parses nothing is green; that has happened with a TypeScript it did not know.)
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function cruise(folder) {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      `--import=${new URL('parse-tsx.mjs', import.meta.url)}`,
      program,
      'src',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

const real = cruise(root);
process.stdout.write(real.output);
if (real.status !== 0) process.exit(1);

const PLANTS = [
  ['domain-is-pure', 'src/domain/planted.ts', `export type { Parts } from '../use-cases/parts.ts';\n`],
  ['use-cases-stand-on-ports', 'src/use-cases/planted.ts', `import 'node:fs';\n`],
  [
    'only-open-resources-picks-adapters',
    'src/routes/planted.ts',
    `import '../store/lmdb-conversion-store.ts';\n`,
  ],
  ['the-page-knows-the-client-only', 'src/web/planted.tsx', `import '../domain/formats.ts';\n`],
  ['the-server-serves-the-page-unseen', 'src/http/planted.ts', `import '../web/main.tsx';\n`],
  ['the-client-runs-in-browsers', 'src/client/planted.ts', `import 'node:stream';\n`],
];

const copy = mkdtempSync(join(root, 'node_modules', '.planted-'));
try {
  for (const name of ['src', 'tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  for (const [, file, text] of PLANTS) writeFileSync(join(copy, file), text);
  const planted = cruise(copy);
  const missed = PLANTS.filter(([rule, file]) => !planted.output.includes(`${rule}: ${file}`));
  for (const [rule] of missed) console.error(`the rule ${rule} did not find its planted violation`);
  if (missed.length > 0) process.exit(1);
  console.log(`√ ${PLANTS.length} planted violations were found`);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
