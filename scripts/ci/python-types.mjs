// mypy over the host of the native CAD engine; visibly skipped where Python is missing.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pythonTool } from './python-tool.mjs';

const program = pythonTool('mypy==1.18.2', 'mypy');
if (program === undefined) {
  console.log('SKIPPED: mypy needs python3 with venv and pip');
  process.exit(0);
}
const folder = fileURLToPath(new URL('../../src/engines/native/host/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
// OCCT's binding has no types of its own.
const flags = ['--strict', '--ignore-missing-imports', '--cache-dir=/dev/null'];
const { status } = spawnSync(program, [...flags, ...files], { cwd: folder, stdio: 'inherit' });
process.exit(status ?? 1);
