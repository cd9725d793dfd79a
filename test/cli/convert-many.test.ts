import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { LOAD_TYPESCRIPT } from '../../src/engines/pool/child-command.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { skipWithoutTerminals, startInTerminal } from '../support/run-in-terminal.ts';
import { waitUntil } from '../support/wait-until.ts';

t.setTimeout(600_000);

const SOLID = 'solid whole\nendsolid whole\n';
const PROGRAM = fileURLToPath(new URL('../support/cli-program.ts', import.meta.url));
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

t.test('many files: patterns are expanded, results lie in one folder, and each gets a line', async (t) => {
  const folder = t.testdir({ 'a.stl': SOLID, deep: { er: { 'b.stl': SOLID, 'c.stl': SOLID } } });
  const out = join(folder, 'out', 'new');
  const files = [join(folder, 'a.stl'), join(folder, 'deep', '**', '*.stl'), join(folder, 'a.stl')];
  const args = ['convert', ...files, '--to', '.OBJ', '--out', out, '--jobs', '2', '--json', '--progress'];
  const { code, stdout, stderr } = await runCli(args);
  t.equal(code, EXIT.ok, stderr);
  t.strictSame(readdirSync(out).sort(), ['a.obj', 'b.obj', 'c.obj']);
  const lines = linesOf(stdout);
  const results = lines.filter(({ type }) => type === 'result');
  t.strictSame(
    results.map(({ target }) => target.path).sort(),
    readdirSync(out)
      .sort()
      .map((name) => join(out, name)),
  );
  t.match(
    lines.find(({ type }) => type === 'progress'),
    { stage: /^(reading|writing)$/, percent: Number },
  );
});

t.test('what exists is not replaced without --force, and one failure does not keep the others', async (t) => {
  const folder = t.testdir({ 'a.stl': SOLID, 'b.stl': SOLID, 'a.obj': 'old', 'liar.glb': SOLID });
  const convert = (...flags: string[]) =>
    runCli(['convert', join(folder, '*.{stl,glb}'), '--to', 'obj', ...flags]);
  const careful = await convert();
  t.equal(careful.code, EXIT.incomplete);
  t.match(careful.stderr, /a\.obj" exists already\. --force replaces it\. \(file_exists\)/);
  t.match(careful.stderr, /liar\.glb".*\(content_mismatch\)/);
  t.equal(readFileSync(join(folder, 'a.obj'), 'utf8'), 'old');
  t.equal(readFileSync(join(folder, 'b.obj'), 'utf8'), SOLID);
  await convert('--force');
  t.equal(readFileSync(join(folder, 'a.obj'), 'utf8'), SOLID);
});

t.test('two sources that would become one file are told before anything is done', async (t) => {
  const folder = t.testdir({ x: { 'a.stl': SOLID }, y: { 'a.ply': 'ply\n' } });
  const [one, other] = [join(folder, 'x', 'a.stl'), join(folder, 'y', 'a.ply')];
  const { code, stderr } = await runCli(['convert', one, other, '--to', 'obj', '--out', join(folder, 'out')]);
  t.equal(code, EXIT.usage);
  t.match(stderr, `"${one}" and "${other}" would both become "${join(folder, 'out', 'a.obj')}"`);
  t.notOk(existsSync(join(folder, 'out')));
});

t.test('a wish that cannot be understood is usage', async (t) => {
  for (const [args, says] of [
    [['a.stl', 'b.stl', 'c.stl'], /--to which format/],
    [['no-such-*.stl', '--to', 'obj'], /No file matches/],
    [['-', '--to', 'obj'], /add --from/],
    [['a.stl', '-'], /add --to/],
  ] as const) {
    const { code, stderr } = await runCli(['convert', ...args]);
    t.equal(code, args[0].startsWith('no-') ? EXIT.files : EXIT.usage, stderr);
    t.match(stderr, says);
  }
});

t.test('a pipe makes what a file makes', async (t) => {
  const folder = t.testdir({ 'model.stl': SOLID });
  await runCli(['convert', join(folder, 'model.stl'), join(folder, 'model.obj')]);
  for (const args of [
    ['-', '--from', 'stl', '--to', 'obj'],
    ['-', '-', '--from', 'stl', '--to', 'obj', '--json'],
    [join(folder, 'model.stl'), '--to', 'obj', '--out', '-', '--quiet'],
  ]) {
    const run = startCli(['convert', ...args], {}, undefined, 'pipe');
    run.process.stdin!.end(SOLID);
    const { code, stdout, stderr } = await run.done;
    t.equal(code, EXIT.ok, stderr);
    t.equal(stdout, readFileSync(join(folder, 'model.obj'), 'utf8'));
    if (args.includes('--json')) t.match(JSON.parse(stderr), { ok: true, target: { path: '-' } });
  }
});

t.test(
  'a terminal shows a bar for each, and none once it is done',
  { skip: skipWithoutTerminals },
  async (t) => {
    const folder = t.testdir({ 'a.stl': SOLID, 'b.stl': SOLID });
    const gate = join(folder, 'gate');
    const args = [LOAD_TYPESCRIPT, PROGRAM, 'convert', join(folder, 'a.stl'), join(folder, 'b.stl')];
    const run = startInTerminal([...args, '--to', 'obj', '--jobs', '2'], {
      MOOD: 'waits for a file',
      MOOD_FILE: gate,
    });
    const isShown = (name: string) => new RegExp(`${name}\\.stl +reading`).test(run.shown());
    await waitUntil('both bars are there', () => isShown('a') && isShown('b'), 120_000);
    writeFileSync(gate, '');
    const { code, shown } = await run.done;
    t.equal(code, EXIT.ok);
    t.match(shown, /a\.obj: 1 part.*b\.obj: 1 part|b\.obj: 1 part.*a\.obj: 1 part/s);
    t.notMatch(shown.slice(shown.lastIndexOf(' part')), /[█░]/, 'no bar is left below');
  },
);

t.test('Ctrl-C in a terminal cancels, and leaves nothing', { skip: skipWithoutTerminals }, async (t) => {
  const folder = t.testdir({ 'a.stl': SOLID, 'b.stl': SOLID });
  const args = [LOAD_TYPESCRIPT, PROGRAM, 'convert', join(folder, 'a.stl'), join(folder, 'b.stl')];
  const run = startInTerminal([...args, '--to', 'obj', '--jobs', '2'], { MOOD: 'sleeps for ever' });
  const partial = () => readdirSync(folder).filter((name) => name.endsWith('.obj'));
  await waitUntil('both are being written', () => partial().length === 2, 120_000);
  run.type('\u0003');
  const { code, shown } = await run.done;
  t.equal(code, EXIT.interrupted);
  t.match(shown, /Interrupted: 0 of 2 files were converted/);
  t.strictSame(readdirSync(folder).sort(), ['a.stl', 'b.stl']);
});

t.test('a second Ctrl-C leaves at once, and removes what it can', async (t) => {
  const folder = t.testdir({ 'a.stl': SOLID });
  const run = startCli(['convert', join(folder, 'a.stl'), join(folder, 'a.obj')], {
    MOOD: 'minds no signal',
  });
  await waitUntil('it is being written', () => readdirSync(folder).length === 2, 120_000);
  run.process.kill('SIGINT');
  run.process.kill('SIGINT');
  const stopped = setInterval(() => run.process.kill('SIGINT'), 50);
  const { code } = await run.done;
  clearInterval(stopped);
  t.equal(code, EXIT.interrupted);
  t.strictSame(readdirSync(folder), ['a.stl']);
});
