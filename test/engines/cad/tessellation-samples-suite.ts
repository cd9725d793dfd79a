import type { Test } from 'tap';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { complaints, gltfOf } from './see-glb.ts';

export function testTessellatedSamples(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000); // the larger models take seconds each, more on a busy machine

  const skip = haveSamples ? false : 'no ../shared/samples';

  /** Volumes: as1 by STL through two other programs (engines.md §4), the others by analysis in OCCT. */
  const MODELS = [
    { file: 'as1-oc-214.stp', bodies: 18, faces: 160, volume: 764_520, parts: 18, colours: 5 },
    {
      file: 'red_cube_blue_cylinder.step',
      bodies: 2,
      faces: 9,
      volume: 1000 + Math.PI * 250,
      parts: 2,
      colours: 2,
    },
    { file: 'linkrods.step', bodies: 1, faces: 37, volume: 3.847, parts: 1, colours: 0 },
    { file: 'nist_ctc_02_asme1_ap242.stp', bodies: 1, faces: 487, volume: 47_100_132, parts: 1, colours: 1 },
  ];

  for (const { file, bodies, faces, volume, parts, colours } of MODELS) {
    t.test(file, { skip }, async (t) => {
      const folder = await openFolder(t);
      const job = folder.job('step', samplePath(file), 'glb');
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { bodies, faces, parts, colours });
      const seen = await readIndependently(job.targetPath, 'glb');
      t.ok(Math.abs(seen.volume / volume - 1) < 2e-3, `volume ${seen.volume} mm³`);
      t.same(await complaints(job.targetPath), []);
    });
  }

  t.test('loose faces are seen from both sides', { skip }, async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('iges', samplePath('hammer.iges'), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.source, { bodies: 0, faces: 45 });
    // Of faces that an engine has sewn into a solid the inner side is never seen.
    const wasSewn = report.warnings.some((warning) => warning.includes('were sewn into'));
    t.equal(
      gltfOf(job.targetPath).materials?.every(({ doubleSided }) => doubleSided) === true,
      !wasSewn,
      report.warnings.join(' '),
    );
  });
}
