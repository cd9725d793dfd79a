// Readers of other people hang on some damaged files: what they show no progress on for too long is ended.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { isProblem } from '../../../src/domain/problem.ts';
import { CHILD_ENTRY } from '../../../src/engines/pool/child-command.ts';
import { silenceLimit, watchSilence } from '../../../src/engines/pool/silence.ts';
import { openHostilePool } from '../../support/hostile-pool.ts';
import { buildIfc } from '../ifc/build-ifc.ts';

t.setTimeout(240_000);

const codeOf = (error: unknown): string => (isProblem(error) ? error.code : String(error));

t.test('an IFC file that web-ifc never ends on', async (t) => {
  const solid = '#35=IFCEXTRUDEDAREASOLID(#32,#11,#33,3000.);';
  const good = buildIfc();
  const bad = good.replace(solid, '#35=IFCBOOLEANRESULT(.DIFFERENCE.,#35,#35);');
  t.not(bad, good, 'its wall is what is left of itself without itself');
  for (const [text, silenceMs, outcome] of [
    [bad, 3000, 'engine_stalled'],
    [good, 120_000, 'converted'],
  ] as const) {
    const pool = openHostilePool(t, { silenceMs, timeoutMs: 200_000, childEntry: CHILD_ENTRY });
    const job = { ...pool.job({}), sourceFormat: 'ifc' as FormatId };
    writeFileSync(job.sourcePath, text);
    const converted = pool.run('', { engine: 'web-ifc', job });
    t.equal(await converted.then(() => 'converted', codeOf), outcome);
    if (outcome === 'converted') continue;
    await t.rejects(converted, {
      code: 'engine_stalled',
      detail: /the reader of IFC made no progress for 3 s\. The file is probably damaged/,
    });
  }
});

t.test('only the readers that are known to hang', async (t) => {
  const pool = openHostilePool(t, { silenceMs: 200, timeoutMs: 1000 });
  for (const [sourceFormat, code] of [
    ['ifc', 'engine_stalled'],
    ['stl', 'engine_timed_out'],
  ] as const) {
    const job = { ...pool.job({ mood: 'sleeps for ever' }), sourceFormat };
    t.equal(await pool.run('', { job }).catch(codeOf), code, sourceFormat);
  }
});

t.test('a large file gets more time', async (t) => {
  const pool = openHostilePool(t);
  const job = pool.job({});
  const limitOf = (sourceFormat: FormatId, leastMs: number | undefined = 60_000) =>
    silenceLimit({ ...job, sourceFormat }, leastMs);
  t.equal(await limitOf('ifc'), 60_000);
  truncateSync(job.sourcePath, 100e6);
  t.equal(await limitOf('ifc'), 3_000_000);
  t.ok((await limitOf('fbx'))! > (await limitOf('3dm'))!);
  t.equal(await limitOf('ply'), undefined, 'our own readers end');
  t.equal(await silenceLimit({ ...job, sourceFormat: 'ifc' }, undefined), undefined);
  t.equal(
    await silenceLimit({ ...job, sourceFormat: 'ifc', sourcePath: join(pool.folder, 'none') }, 100),
    100,
  );
});

t.test('once the file is read, nothing is too long', async (t) => {
  let ended = 0;
  const read = watchSilence(20, () => {
    ended += 1;
  });
  read.heard('converting');
  await new Promise<void>((resolve) => void watchSilence(100, resolve));
  t.equal(ended, 0);
});
