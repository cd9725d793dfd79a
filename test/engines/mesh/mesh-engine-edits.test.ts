// Options that change the triangles, on files: what was asked for is done, and is not reported as a loss.
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { TWO_BOXES, twoBoxes } from './two-boxes.ts';

async function convert(t: Test, source: FormatId, target: FormatId, options: Record<string, unknown>) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`boxes.${source}`, twoBoxes(source)), target, { options });
  const report = await meshEngine.convert(job, LIMITS, () => {});
  return { report, seen: await readIndependently(job.targetPath, target) };
}

t.test('one part of two, twice as large, to a mesh and to STEP', async (t) => {
  for (const target of ['stl', 'glb', 'step'] as const) {
    const { report, seen } = await convert(t, 'obj', target, { select: ['block'], scale: 2 });
    t.ok(Math.abs(seen.volume / 1000 - 1) < 1e-5, `${target}: a box of 10 mm, not ${seen.volume}`);
    t.ok(Math.abs(seen.min[0] / 80 - 1) < 1e-5, `${target}: it lies twice as far from the origin`);
    t.equal(report.source.parts, 2);
    t.equal(report.target.parts, 1);
    t.notOk(
      report.lost.find(({ what }) => what === 'separate parts'),
      'what was not selected is not lost',
    );
    t.ok(report.warnings.includes('1 of 2 parts selected; the others were left out.'));
  }
});

t.test('merged parts stand under the name of the upload', async (t) => {
  const { report, seen } = await convert(t, 'glb', 'glb', { parts: 'merge' });
  t.equal(report.target.parts, 1);
  t.equal(report.target.bodies, 2);
  t.ok(Math.abs(seen.volume / TWO_BOXES.volume - 1) < 1e-5);
  t.ok(seen.names.includes('model'));
});

t.test('normals that were asked for are there', async (t) => {
  const { report } = await convert(t, 'stl', 'ply', { smooth_angle: 30 });
  t.equal(report.target.vertices, 48, '24 for each box: its sides are flat');
});
