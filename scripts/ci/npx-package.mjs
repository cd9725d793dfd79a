// The package as others get it: packed, run by npx in an empty folder that knows nothing of this one.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, install } from '../prepare.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'npx-'));
const empty = join(folder, 'empty');

function run(command, args, cwd) {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_loglevel: 'error' },
  });
  if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" ended with ${status}:\n${stdout}`);
  return stdout.trim();
}

try {
  install();
  build();
  const name = run('npm', ['pack', '--silent', '--pack-destination', folder], root);
  mkdirSync(empty);
  cpSync(join(root, 'examples', 'bracket.step'), join(empty, 'bracket.step'));
  const converto = ['--yes', '--package', join('..', name), 'converto'];
  console.log(run('npx', [...converto, '--version'], empty));
  run('npx', [...converto, 'convert', 'bracket.step', 'bracket.glb'], empty);
  console.log(`bracket.glb has ${statSync(join(empty, 'bracket.glb')).size} bytes.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
