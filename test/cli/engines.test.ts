import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { nativeCadFolder, OCCT_VERSION } from '../../src/native-cad.ts';
import { nativePython, skipWithoutNativeCad } from '../support/native-cad.ts';
import { runCli } from '../support/run-cli.ts';

t.setTimeout(600_000);

const PROGRAM = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  runCli(args, { NATIVE_CAD: 'auto', ...env }, PROGRAM);

t.test('engines says which are there', async (t) => {
  const STORAGE_DIR = t.testdir({});
  const { code, stdout } = await run(['engines'], { STORAGE_DIR });
  t.equal(code, EXIT.ok);
  t.match(stdout, /^opencascade +2\.0\.0\S+ +there$/m);
  t.match(stdout, /^occt-native +\S+ +not installed: run "converto engines install"$/m);
  t.match((await run(['engines'], { STORAGE_DIR, NATIVE_CAD: 'off' })).stdout, /NATIVE_CAD is off/);
  t.match(
    (await run(['engines'], { STORAGE_DIR, NATIVE_CAD_PYTHON: '/x/python' })).stdout,
    'there: /x/python',
  );
});

t.test('install says what it needs, and leaves nothing behind where it fails', async (t) => {
  const folder = t.testdir({
    old: '#!/bin/sh\nprintf "/old\\n3.9.2\\n"\n',
    broken: `#!/bin/sh\ncase "$*" in *platform*) printf "$0\\n3.12.1\\n";; *) echo no ensurepip here >&2; exit 1;; esac\n`,
    data: {},
  });
  for (const name of ['old', 'broken']) chmodSync(join(folder, name), 0o755);
  const install = (python: string) =>
    run(['engines', 'install', '--storage-dir', join(folder, 'data'), '--python', join(folder, python)]);
  for (const [python, says] of [
    ['none', /needs Python 3\.11 to 3\.14: none of .*none can be run/],
    ['old', /needs Python 3\.11 to 3\.14: .*old is 3\.9\.2/],
    ['broken', /python -m venv failed:\nno ensurepip here/],
  ] as const) {
    const { code, stderr } = await install(python);
    t.equal(code, EXIT.engineFailure, python);
    t.match(stderr, says);
  }
  const engines = join(folder, 'data', 'engines');
  t.same(existsSync(engines) ? readdirSync(engines) : [], []);
});

t.test('install tries out what is there', { skip: skipWithoutNativeCad }, async (t) => {
  const STORAGE_DIR = fileURLToPath(new URL('../../node_modules/.cache/native-cad', import.meta.url));
  const skip = nativePython?.startsWith(nativeCadFolder({ STORAGE_DIR })) !== true;
  if (skip) return void t.pass('not tested', { skip: 'it is installed somewhere else' });
  const { code, stdout } = await run(['engines', 'install', '--storage-dir', STORAGE_DIR]);
  t.equal(code, EXIT.ok);
  t.match(stdout, /^The native CAD engine was there and works: /m);
});

t.test('doctor tries every engine and says who serves what', { skip: skipWithoutNativeCad }, async (t) => {
  const { code, stdout } = await run(['doctor'], { NATIVE_CAD_PYTHON: nativePython });
  t.equal(code, EXIT.ok);
  t.match(stdout, new RegExp(`^occt-native +${OCCT_VERSION.replaceAll('.', '\\.')} +works: `, 'm'));
  t.match(stdout, /^opencascade .* works$/m);
  t.match(stdout, /^\.step \.stp +step iges brep +exact +occt-native$/m);
});

t.test('doctor finds what does not work, and says what engines run in', async (t) => {
  const { code, stdout } = await run(['doctor'], { NATIVE_CAD_PYTHON: '/bin/false' });
  t.equal(code, 1);
  t.match(stdout, /^occt-native .* does not work: .*the native CAD host did not start: exit code 1/m);
  t.match(stdout, /^\.step \.stp +step iges brep +exact +opencascade$/m);
  t.match(stdout, /^Sandbox of the service: (bubblewrap \d|none\. )/m);
});

t.test('doctor looks at what the environment names, and says what to do', async (t) => {
  const file = join(t.testdir({ file: '' }), 'file');
  const env = {
    NATIVE_CAD: 'off',
    ENGINE_SANDBOX: 'off',
    STORAGE_DIR: join(file, 'data'),
    MONGODB_URL: 'mongodb://127.0.0.1:1/converto',
    MONGODB_TIMEOUT_MS: '100',
    AMQP_URL: 'amqp://127.0.0.1:1',
    CONVERTO_URL: 'http://127.0.0.1:1',
  };
  const { code, stdout } = await run(['doctor', '--json'], env);
  t.equal(code, 1);
  const { ok, findings } = JSON.parse(stdout) as {
    ok: boolean;
    findings: { name: string; state: string; says: string; advice?: string }[];
  };
  t.notOk(ok);
  const of = (name: string) => findings.find((finding) => finding.name === name);
  t.match(of('Node'), { state: 'works', says: process.versions.node });
  t.match(of('converto-mesh'), { state: 'works' });
  t.match(of('sandbox of the service'), { state: 'absent', says: 'none: ENGINE_SANDBOX is off.' });
  t.match(of('data folder'), { state: 'broken', advice: /STORAGE_DIR/ });
  t.match(of('MongoDB'), { state: 'broken', advice: /MONGODB_URL/ });
  t.match(of('RabbitMQ'), { state: 'broken', says: /ECONNREFUSED/, advice: /AMQP_URL/ });
  t.match(of('server'), { state: 'broken', says: /cannot be reached/, advice: /converto serve/ });
});
