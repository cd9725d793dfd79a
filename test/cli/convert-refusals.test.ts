import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { runCli } from '../support/run-cli.ts';

const SOLID = 'solid whole\nendsolid whole\n';

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
    args: ({ source, folder }) => [source, join(folder, 'part.fbx')],
    exit: EXIT.unsupported,
    code: 'pair_unsupported',
    detail: /Possible targets: step, iges, brep, stl, obj, ply/,
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
