import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { opencascadeEngine } from '../../../src/engines/cad/opencascade-engine.ts';
import { readMeasures } from '../../../src/engines/native/host-protocol.ts';
import { createWarmHost } from '../../../src/engines/native/warm-host.ts';
import { nativePython, skipWithoutNativeCad } from '../../support/native-cad.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { INCH, makeTwoParts, TWO_PARTS } from '../cad/make-cad.ts';

t.setTimeout(600_000);

// What the native engine writes is read by occt-import-js in the suites; here it is the other way round.
t.test('OCCT 8 reads what WebAssembly has written', { skip: skipWithoutNativeCad }, async (t) => {
  const folder = await openFolder(t);
  const work = await mkdtemp(join(tmpdir(), 'converto-native-'));
  t.teardown(() => rm(work, { recursive: true, force: true }));
  const host = createWarmHost(() => nativePython);
  t.teardown(() => host.close());
  const source = await folder.put('two.step', await makeTwoParts('step'));
  for (const format of ['step', 'iges', 'brep'] as const) {
    const job = folder.job('step', source, format);
    await opencascadeEngine.convert(job, LIMITS, () => {});
    const result = await host.ask({ operation: 'measure', source: job.targetPath, format, folder: work });
    const seen = readMeasures(result)!;
    t.match(seen, {
      solids: 2,
      invalidSolids: 0,
      faces: TWO_PARTS.faces,
      colours: format === 'brep' ? 0 : 2,
    });
    t.ok(Math.abs(seen.volume / (TWO_PARTS.volume * INCH ** 3) - 1) < 1e-6, `${format}: ${seen.volume} mm³`);
    t.ok(Math.abs(seen.area / (TWO_PARTS.area * INCH ** 2) - 1) < 1e-6, `${format}: ${seen.area} mm²`);
    if (format === 'step') t.same([...seen.names].sort(), [...TWO_PARTS.names].sort());
  }
});
