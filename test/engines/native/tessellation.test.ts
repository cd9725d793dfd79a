import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { makeColouredUses } from '../cad/make-cad.ts';
import { gltfOf } from '../cad/see-glb.ts';
import { testTessellation } from '../cad/tessellation-suite.ts';

withNativeEngine(t, (engine) => {
  testTessellation(t, engine);

  t.test('a use of a part that has a colour of its own is shown in it', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('uses.step', await makeColouredUses()), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.target, { parts: 6, colours: 2 });
    t.same(
      report.lost.map(({ what, count }) => [what, count]),
      [['colours of single uses', 1]],
      'of the assembly',
    );
    const { nodes, meshes, materials = [] } = gltfOf(job.targetPath);
    const shown = nodes.flatMap(({ mesh }) => (mesh === undefined ? [] : [meshes[mesh]!.primitives[0]!]));
    const red = shown.map(
      ({ material }) => materials[material!]!.pbrMetallicRoughness.baseColorFactor?.[0] === 1,
    );
    t.same(red, [false, true, false, false, true, false]);
  });
});
