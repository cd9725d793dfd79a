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

interface Refusal {
  title: string;
  args(files: { folder: string; source: string; target: string }): string[];
  mood?: string;
  exit: number;
  code: string;
  detail?: RegExp;
}

const REFUSALS: Refusal[] = [
  {
    title: 'a source of an unknown format',
    args: ({ folder, target }) => [join(folder, 'part.docx'), target],
    exit: EXIT.unsupported,
    code: 'source_format_unknown',
    detail: /"\.docx".*converto formats/,
  },
  {
    title: 'a target without an extension',
    args: ({ source, folder }) => [source, join(folder, 'result')],
    exit: EXIT.unsupported,
    code: 'target_format_unknown',
    detail: /"result" has no extension/,
  },
  {
    title: 'a pair that nobody converts',
    args: ({ source, folder }) => [source, join(folder, 'part.iges')],
    exit: EXIT.unsupported,
    code: 'pair_unsupported',
    detail: /Possible targets: step, stl, obj, ply, glb, gltf/,
  },
  {
    title: 'an unknown option',
    args: ({ source, target }) => [source, target, '--option', 'linear_deflection=0.1'],
    exit: EXIT.unsupported,
    code: 'options_invalid',
    detail: /"linear_deflection".*takes source_unit/,
  },
  {
    title: 'a value that the option does not take',
    args: ({ source, target }) => [source, target, '--option', 'source_unit=parsec'],
    exit: EXIT.unsupported,
    code: 'options_invalid',
    detail: /source_unit: .*um, mm/,
  },
  {
    title: 'an option that is no key=value',
    args: ({ source, target }) => [source, target, '--option', 'source_unit'],
    exit: EXIT.usage,
    code: 'usage',
  },
  {
    title: 'an option given twice',
    args: ({ source, target }) => [source, target, '-o', 'source_unit=m', '-o', 'source_unit=mm'],
    exit: EXIT.usage,
    code: 'usage',
    detail: /twice/,
  },
  {
    title: 'source and target the same',
    args: ({ source }) => [source, source],
    exit: EXIT.usage,
    code: 'usage',
    detail: /same file/,
  },
  {
    title: 'a source that is not there',
    args: ({ folder, target }) => [join(folder, 'gone.stl'), target],
    exit: EXIT.files,
    code: 'file_not_read',
    detail: /gone\.stl" cannot be read: there is no such file/,
  },
  {
    title: 'a source that is a folder',
    args: ({ folder, target }) => [join(folder, 'folder.stl'), target],
    exit: EXIT.files,
    code: 'file_not_read',
  },
  {
    title: 'a target in a folder that is not there',
    args: ({ source, folder }) => [source, join(folder, 'no', 'part.obj')],
    exit: EXIT.files,
    code: 'file_not_written',
  },
  {
    title: 'an existing target with --no-clobber',
    args: ({ source, folder }) => [source, join(folder, 'old.obj'), '--no-clobber'],
    exit: EXIT.files,
    code: 'file_exists',
  },
  {
    title: 'an empty source',
    args: ({ folder, target }) => [join(folder, 'empty.stl'), target],
    exit: EXIT.badInput,
    code: 'file_empty',
  },
  {
    title: 'content that is not what the name says',
    args: ({ folder, target }) => [join(folder, 'liar.step'), target],
    exit: EXIT.badInput,
    code: 'content_mismatch',
    detail: /looks like ASCII STL/,
  },
  {
    title: 'a damaged source',
    mood: 'refuses the model',
    args: pair,
    exit: EXIT.badInput,
    code: 'input_malformed',
  },
  { title: 'a crash', mood: 'segfaults', args: pair, exit: EXIT.engineFailure, code: 'engine_crashed' },
  { title: 'a full disk', mood: 'fills the disk', args: pair, exit: EXIT.files, code: 'storage_full' },
  {
    title: 'too much memory',
    mood: 'allocates buffers',
    args: pair,
    exit: EXIT.engineFailure,
    code: 'engine_out_of_memory',
  },
  {
    title: 'too much time',
    mood: 'loops for ever',
    args: ({ source, target }) => [source, target, '--timeout', '0.5'],
    exit: EXIT.engineFailure,
    code: 'engine_timed_out',
    detail: /time limit of 0\.5 s/,
  },
];

function pair({ source, target }: { source: string; target: string }): string[] {
  return [source, target];
}

for (const { title, args, mood, exit, code, detail } of REFUSALS) {
  t.test(`${title} → ${code}, exit ${exit}`, async (t) => {
    const folder = t.testdir({
      'part.stl': SOLID,
      'liar.step': SOLID,
      'empty.stl': '',
      'old.obj': 'old',
      'folder.stl': {},
    });
    const before = readdirSync(folder).sort();
    const files = { folder, source: join(folder, 'part.stl'), target: join(folder, 'part.obj') };
    const run = await runCli(['convert', ...args(files), '--json'], mood === undefined ? {} : { MOOD: mood });
    t.equal(run.code, exit, run.stderr);
    const document = JSON.parse(run.stdout);
    t.match(document, { ok: false, error: { code } });
    if (detail !== undefined) t.match(document.error.detail, detail);
    t.strictSame(readdirSync(folder).sort(), before, 'nothing is left behind');
    t.equal(readFileSync(join(folder, 'old.obj'), 'utf8'), 'old');
  });
}

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
    await waitUntil('the engine loops', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
    t.equal(readdirSync(folder).filter((name) => name.startsWith('.converto-')).length, 1);
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
  for (const exit of Object.values(EXIT)) t.match(stdout, new RegExp(`^ {2}${exit} `, 'm'));
});
