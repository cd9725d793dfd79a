// The command line as it is, with its own engines: an archive of parts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runCli } from '../support/run-cli.ts';
import { unzip } from '../support/unzip.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const SOLIDS = ['bolt', 'nut'].map(
  (name, x) => `solid ${name}
facet normal 0 0 1
outer loop
vertex ${x} 0 0
vertex ${x + 1} 0 0
vertex ${x} 1 0
endloop
endfacet
endsolid ${name}
`,
);

t.test('--option explode=true writes a ZIP archive', async (t) => {
  const folder = t.testdir({ 'parts.stl': SOLIDS.join('') });
  const target = join(folder, 'parts.obj.zip');
  const args = ['convert', join(folder, 'parts.stl'), target, '--option', 'explode=true'];
  const { code, stdout, stderr } = await runCli(args, {}, PROGRAM);
  t.equal(code, 0, stderr);
  t.match(stdout, /parts\.obj\.zip: 2 parts/);
  const files = await unzip(readFileSync(target));
  t.strictSame([...files.keys()], ['01 bolt.obj', '02 nut.obj']);
  t.match(files.get('02 nut.obj')!.toString(), /^o nut$/m);
});
