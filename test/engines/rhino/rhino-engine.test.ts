// Whole conversions, and the sample: what is written is seen by programs that are not ours.
import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Report } from '../../../src/domain/report.ts';
import { rhinoEngine } from '../../../src/engines/mesh/rhino/rhino-engine.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, listen, openFolder } from '../cad/engine-jobs.ts';
import { complaints } from '../cad/see-glb.ts';
import { box, bytesOf, loadLoose } from './build-3dm.ts';

const rhino = await loadLoose();
const file = new rhino.File3dm();
file.settings().modelUnitSystem = rhino.UnitSystem.Inches;
file.objects().addMesh(box(rhino, [1, 2, 3], true), null);
const bytes = bytesOf(file);

for (const target of ['glb', 'obj', 'ply', 'stl', 'step'] as const) {
  t.test(`3dm → ${target}`, async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('3dm', await folder.put('a.3dm', bytes), target);
    const { tell, stages, faults } = listen();
    const report = await rhinoEngine.convert(job, LIMITS, tell);
    t.strictSame([stages, faults], [['validating', 'reading', 'converting', 'writing'], []]);
    const seen = await readIndependently(job.targetPath, target);
    t.ok(Math.abs(seen.volume / (6 * 25.4 ** 3) - 1) < 1e-5, `volume ${seen.volume}`);
    t.strictSame(report.engine, { name: 'rhino3dm', version: '8.35.0' });
    if (target === 'glb') t.strictSame(await complaints(job.targetPath), []);
    const again = folder.job('3dm', job.sourcePath, target);
    await rhinoEngine.convert(again, LIMITS, () => {});
    t.ok(readFileSync(again.targetPath).equals(readFileSync(job.targetPath)), 'the same bytes again');
  });
}

const polygonsLost = ({ lost }: Report) => lost.find(({ what }) => what === 'polygons');
const faceSizes = (path: string): number[] =>
  [...readFileSync(path, 'utf8').matchAll(/^f (.*)$/gm)].map(([, face]) => face!.split(' ').length);

t.test('quadrangles stay such where the target has them, and are counted where it has not', async (t) => {
  const folder = await openFolder(t);
  const source = await folder.put('a.3dm', bytes);
  const obj = folder.job('3dm', source, 'obj');
  t.equal(polygonsLost(await rhinoEngine.convert(obj, LIMITS, () => {})), undefined);
  t.strictSame(faceSizes(obj.targetPath), [4, 4, 4, 4, 4, 4]);
  for (const target of ['stl', 'glb'] as const) {
    const report = await rhinoEngine.convert(folder.job('3dm', source, target), LIMITS, () => {});
    t.match(polygonsLost(report), { count: 6, why: /holds triangles only/ });
    t.equal(report.target.triangles, 12);
  }
});

t.test('RhinoLogo.3dm', { skip: haveSamples ? false : 'no ../shared/samples' }, async (t) => {
  // What the render meshes have, counted with openNURBS's own calls.
  const sample = rhino.File3dm.fromByteArray(new Uint8Array(readFileSync(samplePath('RhinoLogo.3dm'))));
  const count = { faces: 0, triangles: 0, quads: 0 };
  for (let at = 0; at < sample.objects().count; at += 1) {
    const faces = sample.objects().get(at).geometry().faces();
    for (let face = 0; face < faces.count; face += 1) {
      const list = faces.get(face).getMesh(rhino.MeshType.Any).faces();
      count.faces += list.count;
      count.triangles += list.triangleCount + 2 * list.quadCount;
      count.quads += list.quadCount;
    }
  }
  t.equal(count.faces, 18_639);
  const folder = await openFolder(t);
  const job = folder.job('3dm', samplePath('RhinoLogo.3dm'), 'glb');
  const report = await rhinoEngine.convert(job, LIMITS, () => {});
  t.match(report.source, { triangles: count.triangles, parts: 6, bodies: 6, unit: 'mm', upAxis: 'z' });
  t.ok(report.source.volume! > 0, 'the outside is outside');
  const seen = await readIndependently(job.targetPath, 'glb');
  t.equal(seen.triangles, report.target.triangles);
  t.ok(Math.abs(seen.volume / report.source.volume! - 1) < 1e-4);
  t.strictSame(await complaints(job.targetPath), []);
  t.equal(polygonsLost(report)?.count, count.quads);
  const obj = folder.job('3dm', samplePath('RhinoLogo.3dm'), 'obj');
  t.equal(polygonsLost(await rhinoEngine.convert(obj, LIMITS, () => {})), undefined);
  const sizes = faceSizes(obj.targetPath);
  t.strictSame([sizes.length, sizes.filter((size) => size === 4).length], [count.faces, count.quads]);
});
