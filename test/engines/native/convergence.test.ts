import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { testConvergence } from '../cad/convergence-suite.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { gltfOf } from '../cad/see-glb.ts';

withNativeEngine(t, (engine) => {
  testConvergence(t, engine);

  t.test('uses of one product are instances', { skip: haveSamples ? false : 'no samples' }, async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', samplePath('as1-oc-214.stp'), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    t.equal(report.target.parts, 18);
    const { nodes, meshes } = gltfOf(job.targetPath);
    t.equal(nodes.filter(({ mesh }) => mesh !== undefined).length, 18);
    t.equal(meshes.length, 5, 'nut, rod, bolt, bracket and plate');
    t.same(report.lost, []);
  });

  t.test(
    'IGES of loose faces becomes watertight bodies',
    { skip: haveSamples ? false : 'no samples' },
    async (t) => {
      const folder = await openFolder(t);
      const job = folder.job('iges', samplePath('as1_pe_203.igs'), 'glb');
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.source, { bodies: 0, faces: 160 });
      t.match(report.target, { bodies: 18, parts: 18 });
      t.ok(Math.abs(report.target.volume! / 12.551_372_544_56 - 1) < 2e-3, `${report.target.volume} m³`);
      t.match(report.warnings, [/sewn into 18 solids/]);
    },
  );
});
