import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { scratchFolderOf, withScratchFolder } from '../../src/engines/scratch-folder.ts';

t.test('one within another, beside the same file', async (t) => {
  const target = join(t.testdir({}), 'result.obj');
  const outer = scratchFolderOf(target);
  await withScratchFolder(target, async (first) => {
    t.equal(first, outer);
    writeFileSync(join(first, 'model'), 'of the first');
    await withScratchFolder(target, async (second) => {
      t.ok(second.startsWith(`${first}/`), 'what removes the outer removes the inner');
      writeFileSync(join(second, 'model'), 'of the second');
    });
    t.ok(existsSync(join(first, 'model')), 'the outer is still there');
  });
  t.notOk(existsSync(outer));
  await t.rejects(
    withScratchFolder(join(target, 'no', 'folder'), async () => {}),
    { code: 'ENOENT' },
  );
});
