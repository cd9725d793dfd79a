import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { LOAD_TYPESCRIPT } from '../../../src/engines/pool/child-command.ts';
import { isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';

const PROGRAM = fileURLToPath(new URL('../../support/pool-program.ts', import.meta.url));

t.test('a child that blocks does not outlive a parent that is killed with -9', async (t) => {
  const file = join(t.testdir(), 'pid');
  const parent = spawn(process.execPath, [LOAD_TYPESCRIPT, PROGRAM, file, 'loops for ever'], {
    stdio: 'inherit',
  });
  await waitUntil('the child loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
  const child = Number(readFileSync(file, 'utf8'));
  t.ok(isAlive(child));
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await waitUntil('the child is gone', () => !isAlive(child), 5000);
});

t.test('a process with a closed pool ends by itself', async (t) => {
  const file = join(t.testdir({ source: 'x' }), 'source');
  const parent = spawn(process.execPath, [LOAD_TYPESCRIPT, PROGRAM, file, 'copies', 'close'], {
    stdio: 'inherit',
  });
  t.strictSame(await once(parent, 'exit'), [0, null]);
});
