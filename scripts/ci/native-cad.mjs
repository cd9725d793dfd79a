// Installs the native CAD engine for the tests, by the project's own command, into a folder that is kept between runs.
// Where there is no Python for it, nothing is installed and the tests that need it are skipped.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, install } from '../prepare.mjs';

const root = new URL('../../', import.meta.url);
const folder = fileURLToPath(new URL('node_modules/.cache/native-cad', root));

install();
build();
const cli = fileURLToPath(new URL('dist/cli.js', root));
const { status, stderr } = spawnSync(process.execPath, [cli, 'engines', 'install', '--storage-dir', folder], {
  stdio: ['ignore', 'inherit', 'pipe'],
  encoding: 'utf8',
});
process.stderr.write(stderr);
const isWithoutPython = stderr.includes('needs Python');
if (isWithoutPython) console.log('SKIPPED: the tests of the native CAD engine.');
process.exitCode = status === 0 || isWithoutPython ? 0 : 1;
