import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { commandOf } from './run-program.ts';

/**
 * Nothing here can cut the power. What a power cut would lose follows from the order of the system calls, and strace
 * shows it.
 */
const skip =
  spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 ? false : 'strace does not run here';

t.test('what was acknowledged had been synced before', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'converto-power-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const trace = join(folder, 'trace');
  const calls = 'trace=openat,fsync,fdatasync,pwrite64,pwritev,rename,renameat,renameat2,write';
  const { status } = spawnSync('strace', [
    '-f',
    '-y',
    '-e',
    calls,
    '-o',
    trace,
    ...commandOf('store-once', folder),
  ]);
  t.equal(status, 0);
  const lines = (await readFile(trace, 'utf8')).split('\n');
  const between = (from: string, to: string) =>
    lines.slice(
      lines.findIndex((line) => line.includes(from)),
      lines.findIndex((line) => line.includes(to)),
    );

  const insert = between('insert begins', 'insert resolved');
  const pagesSynced = insert.findIndex((line) => /fdatasync\(\d+<.*data\.mdb>/.test(line));
  const metaWritten = insert.findIndex(writesMetaPage);
  t.ok(pagesSynced > 0, 'pages are synced');
  t.ok(metaWritten > pagesSynced, 'and only then the meta page that makes them valid is written');
  const descriptor = /pwrite64\((\d+)</.exec(insert[metaWritten]!)?.[1];
  t.ok(
    lines.some((line) => line.includes('O_DSYNC') && line.includes(` = ${descriptor}<`)),
    'by a descriptor that syncs what it writes',
  );

  const write = between('insert resolved', 'write resolved');
  const fileSync = write.findIndex((line) => /fsync\(\d+<.*\.incoming\//.test(line));
  const rename = write.findIndex((line) => /rename(at2?)?\(.*\.incoming\//.test(line));
  const folderSyncs = write
    .slice(rename)
    .filter((line) => /fsync\(\d+<.*\/original(\/[0-9a-f]{24})?>/.test(line));
  t.ok(fileSync > 0, 'the file is synced under its temporary name');
  t.ok(rename > fileSync, 'then renamed');
  t.equal(folderSyncs.length, 2, 'then the new folder and the one that it is in are synced');
});

/** LMDB has its two meta pages first in the file. */
function writesMetaPage(line: string): boolean {
  const offset = /pwrite64\(\d+<.*data\.mdb>, .*, (\d+)\)/.exec(line)?.[1];
  return offset !== undefined && Number(offset) < 2 * 4096;
}
