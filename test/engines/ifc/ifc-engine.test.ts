// Whole conversions, and the sample: what is written is seen by programs that are not ours.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { ifcEngine } from '../../../src/engines/mesh/ifc/ifc-engine.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, listen, openFolder } from '../cad/engine-jobs.ts';
import { complaints, gltfOf } from '../cad/see-glb.ts';
import { buildIfc } from './build-ifc.ts';

for (const target of ['glb', 'obj', 'stl', 'step'] as const) {
  t.test(`ifc → ${target}`, async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('ifc', await folder.put('a.ifc', buildIfc()), target);
    const { tell, stages, faults } = listen();
    const report = await ifcEngine.convert(job, LIMITS, tell);
    t.strictSame([stages, faults], [['validating', 'reading', 'converting', 'writing'], []]);
    const seen = await readIndependently(job.targetPath, target);
    t.ok(Math.abs(seen.volume / 2.525e9 - 1) < 1e-5, `volume ${seen.volume}`);
    for (const [at, value] of [4000, 500, 3000].entries()) t.ok(Math.abs(seen.max[at]! - value) < 0.01);
    t.match(report.engine, { name: 'web-ifc', version: '0.0.78' });
    if (target === 'glb') {
      t.strictSame(await complaints(job.targetPath), []);
      t.ok(gltfOf(job.targetPath).nodes.some(({ name }) => name === 'Fenster 2'));
    }
    const again = folder.job('ifc', job.sourcePath, target);
    await ifcEngine.convert(again, LIMITS, () => {});
    t.ok(readFileSync(again.targetPath).equals(readFileSync(job.targetPath)), 'the same bytes again');
  });
}

t.test('progress: bytes, then the elements of all types, then rooms', async (t) => {
  const folder = await openFolder(t);
  const options = { include_spaces: true };
  const job = folder.job('ifc', await folder.put('a.ifc', buildIfc()), 'glb', { options });
  const { tell, faults } = listen();
  const told = new Set<number>();
  await ifcEngine.convert(job, LIMITS, (stage, fraction = 0) => {
    tell(stage, fraction);
    if (stage === 'reading') told.add(fraction);
  });
  t.strictSame(faults, []);
  const between = (from: number, to: number): number[] =>
    [...told].filter((each) => each > from && each < to);
  t.ok(between(0.159, 0.161).length > 0, 'all bytes parsed');
  t.ok(between(0.17, 0.47).length >= 3, 'a wall, two windows and a table');
  t.ok(between(0.79, 0.81).length > 0, 'the room');
});

t.test('duplex.ifc', { skip: haveSamples ? false : 'no ../shared/samples' }, async (t) => {
  const folder = await openFolder(t);
  const job = folder.job('ifc', samplePath('duplex.ifc'), 'glb');
  const report = await ifcEngine.convert(job, LIMITS, () => {});
  // The assimp CLI sees the same box and 25,489 triangles (engines.md §4).
  t.match(report.source, { triangles: 26_774, parts: 215, unit: 'm', upAxis: 'z' });
  const text = readFileSync(samplePath('duplex.ifc'), 'latin1');
  const spaces = text.match(/=IFCSPACE\(/g)!.length;
  t.match(report.lost[0], { what: 'spaces', count: spaces });
  const names = gltfOf(job.targetPath).nodes.map(({ name }) => name);
  t.ok(names.includes('Level 1') && names.includes('Level 2'));
  t.ok(gltfOf(job.targetPath).meshes.length < 215, 'instances stay instances');
  const seen = await readIndependently(job.targetPath, 'glb');
  const { min, max } = report.source.bounds!;
  [...seen.min, ...seen.max].forEach((value, at) => {
    t.ok(Math.abs(value / 1000 - [...min, ...max][at]!) < 1e-3);
  });
  t.strictSame(await complaints(job.targetPath), []);
});
