import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { isAlive } from '../support/processes.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { waitUntil } from '../support/wait-until.ts';

const SOLID = 'solid whole\nendsolid whole\n';

function filesIn(t: Test): { folder: string; source: string; target: string } {
  const folder = t.testdir({ 'part.stl': SOLID });
  return { folder, source: join(folder, 'part.stl'), target: join(folder, 'part.obj') };
}

t.test('converts, prints one line, and leaves nothing but the target', async (t) => {
  const { folder, source, target } = filesIn(t);
  const { code, stdout, stderr } = await runCli(['convert', source, target]);
  t.equal(code, EXIT.ok, stderr);
  t.equal(readFileSync(target, 'utf8'), SOLID);
  t.strictSame(readdirSync(folder).sort(), ['part.obj', 'part.stl']);
  t.match(stdout, /part\.obj: 1 part, .*27 B/);
  t.match(stderr, /^note: converted by \d+\n$/, 'warnings go to stderr; no progress where it is no terminal');
});

t.test('--quiet prints nothing', async (t) => {
  const { source, target } = filesIn(t);
  t.strictSame(await runCli(['convert', source, target, '--quiet']), { code: 0, stdout: '', stderr: '' });
});

t.test('--json prints one document', async (t) => {
  const { source, target } = filesIn(t);
  const { stdout, stderr } = await runCli(['convert', source, target, '--json']);
  t.match(JSON.parse(stdout), {
    ok: true,
    source: { path: source, format: 'stl', size_bytes: SOLID.length },
    target: { path: target, format: 'obj', size_bytes: SOLID.length },
    engine: { name: 'hostile' },
    report: { parts: 1, up_axis: 'z', source: { format: 'stl' } },
  });
  t.equal(stderr, '');
});

t.test('an error for people stands on stderr, with its cause where it is asked for', async (t) => {
  const { source, target } = filesIn(t);
  const plain = await runCli(['convert', source, target], { MOOD: 'refuses the model' });
  t.strictSame(plain, {
    code: EXIT.badInput,
    stdout: '',
    stderr: 'converto: Line 3 is no line. (input_malformed)\n',
  });
  const verbose = await runCli(['convert', source, target, '--verbose'], { MOOD: 'refuses the model' });
  t.match(verbose.stderr, /secret place/);
});

t.test('an existing target is replaced, and kept where the conversion fails', async (t) => {
  const { source, target } = filesIn(t);
  writeFileSync(target, 'old');
  await runCli(['convert', source, target], { MOOD: 'aborts' });
  t.equal(readFileSync(target, 'utf8'), 'old');
  await runCli(['convert', source, target]);
  t.equal(readFileSync(target, 'utf8'), SOLID);
});

t.test('a link stays a link', async (t) => {
  const { folder, source, target } = filesIn(t);
  writeFileSync(join(folder, 'real.obj'), 'old');
  symlinkSync('real.obj', target);
  await runCli(['convert', source, target]);
  t.equal(readlinkSync(target), 'real.obj');
  t.equal(readFileSync(join(folder, 'real.obj'), 'utf8'), SOLID);
});

t.test(
  'a folder that may not be written',
  { skip: process.getuid?.() === 0 ? 'root may write' : false },
  async (t) => {
    const { folder, source, target } = filesIn(t);
    chmodSync(folder, 0o555);
    t.teardown(() => chmodSync(folder, 0o755));
    const { code, stderr } = await runCli(['convert', source, target]);
    t.equal(code, EXIT.files);
    t.match(stderr, /permission denied/);
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} kills the engine, removes what it wrote, and exits 130`, async (t) => {
    const { folder, source, target } = filesIn(t);
    const file = join(t.testdirName, 'pid');
    const run = startCli(['convert', source, target], { MOOD: 'loops for ever', MOOD_FILE: file });
    await waitUntil('the engine loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '', 120_000);
    const left = readdirSync(folder).filter((name) => name.startsWith('.converto-'));
    t.equal(left.filter((name) => !name.endsWith('.scratch')).length, 1, `${left}`);
    run.process.kill(signal);
    const { code, stderr } = await run.done;
    t.equal(code, EXIT.interrupted);
    t.match(stderr, /nothing was written/);
    t.notOk(isAlive(Number(readFileSync(file, 'utf8'))));
    t.strictSame(readdirSync(folder).sort(), ['part.stl', 'pid']);
  });
}

t.test('a wrong command line is usage', async (t) => {
  for (const args of [
    ['convert', 'only-one.stl'],
    ['convert', 'a.stl', 'b.obj', '--timeout', 'soon'],
    ['convert', 'a.stl', 'b.obj', '--unknown'],
  ]) {
    t.equal((await runCli(args)).code, EXIT.usage, args.join(' '));
  }
});

t.test('help teaches: examples and exit codes', async (t) => {
  const { code, stdout } = await runCli(['convert', '--help']);
  t.equal(code, EXIT.ok);
  t.match(stdout, /\$ converto convert bracket\.step bracket\.glb/);
  const { broken: _, refused: __, ...ofConvert } = EXIT; // those are of other commands
  for (const exit of Object.values(ofConvert)) t.match(stdout, new RegExp(`^ {2}${exit} `, 'm'));
});
