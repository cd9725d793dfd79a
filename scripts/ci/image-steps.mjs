// Runs what the build stage of the Dockerfile copies and runs, in an empty folder and without Docker; then the program
// that it made converts a model.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'image-'));

function sh(command) {
  console.log(`$ ${command}`);
  const { status } = spawnSync('sh', ['-euc', command], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`"${command}" ended with ${status}`);
}

/** `COPY a b ./` and `COPY src src`. */
function copy(words) {
  const target = words.pop();
  for (const source of words) {
    const isFolder = statSync(join(root, source)).isDirectory();
    cpSync(join(root, source), join(folder, target, isFolder ? '' : basename(source)), { recursive: true });
  }
}

try {
  const [, build] = readFileSync(join(root, 'Dockerfile'), 'utf8').split(/^FROM .*\n/m);
  for (const line of build.split('\n')) {
    if (line.startsWith('COPY ')) copy(line.slice(5).trim().split(/\s+/));
    if (line.startsWith('RUN ')) sh(line.slice(4));
  }
  sh(`node dist/cli.js convert '${join(root, 'examples/bracket.step')}' bracket.glb --quiet`);
  console.log(
    `The image's program works: bracket.glb has ${statSync(join(folder, 'bracket.glb')).size} bytes.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
