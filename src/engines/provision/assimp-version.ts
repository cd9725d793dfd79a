import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { programEnvironment } from '../external/program-environment.ts';

const TIMEOUT_MS = 10_000;

/** Such as "5.2"; "unknown" of an assimp command that does not say it. */
export function assimpVersion(program: string): string {
  const { stdout } = spawnSync(program, ['version'], {
    encoding: 'utf8',
    env: programEnvironment(tmpdir()),
    timeout: TIMEOUT_MS,
  });
  return /^Version (\d+(?:\.\d+)*)/m.exec(stdout ?? '')?.[1] ?? 'unknown';
}
