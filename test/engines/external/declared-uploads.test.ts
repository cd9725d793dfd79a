// What the API and the command line say of .shapr, before and after a program for it is declared.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { readConfig } from '../../../src/config.ts';
import { DECLARE_A_PROGRAM } from '../../../src/domain/formats.ts';
import { listCapabilities } from '../../../src/engines/catalogue.ts';
import { combineCapabilities } from '../../../src/engines/external/with-external-engines.ts';
import { externalEngines } from '../../../src/open-external-engines.ts';
import { StartError } from '../../../src/start-error.ts';
import { buildTestApp } from '../../support/build-test-app.ts';
import { field, file, multipart, TRIANGLE_STL } from '../../support/multipart.ts';
import { runCli } from '../../support/run-cli.ts';
import { SHAPR } from './program-engine.ts';

const CLI = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const folder = t.testdir();
const path = join(folder, 'engines.json');
const upload = join(folder, 'a.shapr');
const SHAPR_FILE = Buffer.concat([Buffer.from('SHPR'), Buffer.from(TRIANGLE_STL)]);
writeFileSync(upload, SHAPR_FILE);
const unpack = `const { readFileSync, writeFileSync } = require('fs'); const [input, output] = process.argv.slice(1); writeFileSync(output, readFileSync(input).subarray(4));`;
writeFileSync(
  path,
  JSON.stringify({
    formats: [SHAPR],
    engines: [
      {
        name: 'unpack',
        source_formats: ['shapr'],
        output_format: 'stl',
        command: [process.execPath, '-e', unpack, '{input}', '{output}'],
      },
    ],
  }),
);
const form = () => multipart(file('a.shapr', SHAPR_FILE), field('target_format', 'glb'));

t.test('before', async (t) => {
  const { app } = await buildTestApp(t);
  const refused = await app.inject({ method: 'POST', url: '/api/v1/conversions', ...form() });
  t.equal(refused.statusCode, 400);
  t.match(refused.json(), {
    code: 'source_format_unknown',
    detail: /"\.shapr" are not read here.*EXTERNAL_ENGINES_FILE/,
  });
  for (const args of [
    ['convert', upload, join(folder, 'no.glb')],
    ['convert', upload, join(folder, 'no.glb'), '--from', 'shapr'],
    ['inspect', upload],
    ['formats', 'shapr'],
  ]) {
    const { code, stderr } = await runCli(args, {}, CLI);
    t.equal(code, EXIT.unsupported);
    t.match(stderr, /"\.?shapr" is no known format/);
    t.ok(stderr.replaceAll(/\s+/g, ' ').includes(DECLARE_A_PROGRAM), args.join(' '));
  }
  const { stderr } = await runCli(['convert', upload, join(folder, 'no.shapr'), '--from', 'stl'], {}, CLI);
  t.match(stderr, /"\.shapr" is no known format/);
  t.notMatch(stderr, /EXTERNAL_ENGINES_FILE/);
});

t.test('a file with a mistake is a reason not to start', async (t) => {
  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, '{}');
  t.throws(() => externalEngines(readConfig({ EXTERNAL_ENGINES_FILE: wrong })), StartError);
  const { code, stderr } = await runCli(
    ['serve'],
    { EXTERNAL_ENGINES_FILE: wrong, STORAGE_DIR: folder, PORT: '0' },
    CLI,
  );
  t.not(code, 0);
  t.match(stderr, /EXTERNAL_ENGINES_FILE: .*wrong\.json declares no engines .*\/engines: /s);
});

t.test('after', async (t) => {
  const declared = externalEngines(readConfig({ EXTERNAL_ENGINES_FILE: path }));
  const capabilities = combineCapabilities(listCapabilities(), declared);
  const { app } = await buildTestApp(t, { engine: { capabilities: () => capabilities } });
  const { data } = (await app.inject('/api/v1/formats')).json();
  t.match(
    data.find((pair: { source: string; target: string }) => pair.source === 'shapr' && pair.target === 'glb'),
    { engine: 'unpack', fidelity: 'mesh' },
  );
  const taken = await app.inject({ method: 'POST', url: '/api/v1/conversions', ...form() });
  t.equal(taken.statusCode, 201);
  const again = await app.inject(`/api/v1/conversions/${taken.json().id}`);
  t.match(again.json(), { source_format: 'shapr', target_format: 'glb' });
  const wrong = multipart(file('a.shapr', '%PDF-1.7 and more'), field('target_format', 'glb'));
  t.not((await app.inject({ method: 'POST', url: '/api/v1/conversions', ...wrong })).statusCode, 201);
});

t.test('on the command line', async (t) => {
  const env = { EXTERNAL_ENGINES_FILE: path };
  t.match((await runCli(['formats'], env, CLI)).stdout, /^\.shapr +step.* faceted +unpack$/m);
  t.match(
    (await runCli(['formats', 'shapr', 'glb'], env, CLI)).stdout,
    /^Shapr3D → glTF 2\.0 binary: mesh, by unpack$/m,
  );
  const target = join(folder, 'a.glb');
  const { code, stderr } = await runCli(['convert', upload, target], env, CLI);
  t.equal(code, 0, stderr);
  t.ok(existsSync(target));
  t.equal(readFileSync(target).toString('latin1', 0, 4), 'glTF');
});
