// A program that reads a format of its own: chained to every target, with options, progress and typed failures.
import { readdir, stat } from 'node:fs/promises';
import t, { type Test } from 'tap';
import type { EngineProgress } from '../../../src/domain/engine-port.ts';
import type { FormatId } from '../../../src/domain/formats.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { TRIANGLE_STL } from '../../support/multipart.ts';
import { openProgram, problemOf } from './program-engine.ts';

/** What follows the magic is an STL file. */
const SHAPR_FILE = Buffer.concat([Buffer.from('SHPR'), Buffer.from(TRIANGLE_STL)]);
const UNPACK = `
import { readFileSync, writeFileSync } from 'node:fs';
const [input, output, detail, scale] = process.argv.slice(2);
const bytes = readFileSync(input);
if (bytes.length < 10) process.exit(3);
for (const part of [10, 50, 90]) { process.stderr.write('done ' + part + ' %\\n'); await new Promise((go) => setTimeout(go, 120)); }
writeFileSync('note.txt', JSON.stringify({ detail, scale, env: process.env, cwd: process.cwd() }));
if (detail === 'tell') { process.stderr.write(JSON.stringify({ scale, names: Object.keys(process.env) })); process.exit(9); }
writeFileSync(output, bytes.subarray(4));
`;
const ENGINE = {
  version: '1.2',
  options: {
    detail: { type: 'choice', values: ['low', 'high', 'tell'], default: 'low' },
    scale: { type: 'number', minimum: 1, maximum: 9, default: 2 },
  },
  progress: { stream: 'stderr', pattern: 'done (\\d+) %' },
  input_exit_codes: [3],
} as const;
const open = (test: Test) =>
  openProgram(test, {
    script: UNPACK,
    engine: structuredClone(ENGINE) as object,
    more: ['{option.detail}', '{option.scale}'],
  });

t.test('every target, by our own engines', async (t) => {
  const { engine, convert, folder } = await open(t);
  const pairs = engine.capabilities().filter(({ source }) => source === ('shapr' as FormatId));
  t.strictSame(
    pairs.map(({ target }) => target),
    engine
      .capabilities()
      .filter(({ source }) => source === 'stl')
      .map(({ target }) => target),
  );
  t.ok(pairs.every((pair) => pair.engine === 'tool'));
  for (const target of ['glb', 'obj', 'stl'] as const) {
    const seen: EngineProgress[] = [];
    const { job, report } = await convert(SHAPR_FILE, target, {
      onProgress: (progress) => void seen.push(progress),
    });
    t.equal((await readIndependently(job.targetPath, target)).triangles, 1);
    t.match(report, {
      source: { format: 'shapr', triangles: 1 },
      target: { format: target },
      engine: { name: 'tool', version: '1.2' },
      warnings: [/^The program tool made STL of the Shapr3D file/],
    });
    t.notMatch(report.warnings.join(), /already/);
    t.ok(report.timingsMs.reading! > 300, 'the time of the program counts');
    const reading = seen.filter(({ stage }) => stage === 'reading').map(({ fraction }) => fraction ?? 0);
    t.strictSame(
      reading,
      reading.toSorted((a, b) => a - b),
      'progress never falls',
    );
    // Numbers that follow each other within the throttle of the channel are told as one.
    t.ok(reading.includes(0.25) || reading.includes(0.45), `the numbers of the program count: ${reading}`);
    t.ok(seen.some(({ stage }) => stage === 'writing'));
  }
  t.notOk(
    (await readdir(folder)).some((name) => name.startsWith('external-')),
    'nothing is left',
  );
});

t.test('options', async (t) => {
  const { engine, convert } = await open(t);
  const pair = engine
    .capabilities()
    .find(({ source, target }) => source === ('shapr' as FormatId) && target === 'stl')!;
  t.strictSame(pair.checkOptions({ detail: 'high', scale: 3, encoding: 'ascii' }), []);
  t.ok(
    ['detail', 'scale'].every((own) => pair.sourceOptions.includes(own)),
    'they hold for previews too',
  );
  t.notOk(pair.sourceOptions.includes('encoding'));
  t.match(pair.checkOptions({ detail: '--flag' }), [
    { pointer: '/options/detail', detail: /low, high, tell/ },
  ]);
  t.match(pair.checkOptions({ scale: 10 }), [{ pointer: '/options/scale' }]);
  t.match(pair.checkOptions({ nothing: 1 }), [{ pointer: '/options/nothing' }]);
  const { job } = await convert(SHAPR_FILE, 'stl', { options: { detail: 'high', encoding: 'ascii' } });
  t.ok((await stat(job.targetPath)).size > 0);
  process.env.SECRET_OF_THE_SERVICE = 'secret';
  t.teardown(() => void delete process.env.SECRET_OF_THE_SERVICE);
  const told = (await problemOf(
    convert(SHAPR_FILE, 'stl', { options: { detail: 'tell', scale: 7 } }),
  )) as Error;
  t.match(String(told.cause), /"scale":"7"/);
  t.notMatch(String(told.cause), /SECRET/, 'the environment of the service is not that of the program');
});

t.test('failures', async (t) => {
  const { convert } = await open(t);
  t.match(await problemOf(convert('SHPR', 'glb')), {
    code: 'input_malformed',
    detail: /The program tool says that the file is faulty/,
  });
  const noModel = Buffer.from('SHPRthis is no STL file at all, and long enough for the program');
  t.match(await problemOf(convert(noModel, 'glb')), { code: /^input_/ }, 'what it wrote is read with care');
  const missing = await openProgram(t, {
    script: '',
    engine: { command: ['/no/such/program', '{input}', '{output}'] },
  });
  t.match(await problemOf(missing.convert(SHAPR_FILE, 'glb')), {
    code: 'engine_unavailable',
    detail: /could not be started/,
  });
});
