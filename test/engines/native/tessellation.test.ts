import t from 'tap';
import { withNativeEngine } from '../../support/native-cad.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { COLOURED_USES, makeColouredUses } from '../cad/make-cad.ts';
import { complaints } from '../cad/see-glb.ts';
import { testTessellation } from '../cad/tessellation-suite.ts';
import { gltfTransform } from '../gltf/gltf-transform.ts';

withNativeEngine(t, (engine) => {
  testTessellation(t, engine);

  t.test('each use is shown in its colour, as OCCT shows it', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('uses.step', await makeColouredUses()), 'glb');
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.target, { parts: COLOURED_USES.size, colours: 5 });
    t.same(report.lost, []);
    const root = (await (await gltfTransform()).read(job.targetPath)).getRoot();
    const shown = root.listNodes().filter((node) => node.getMesh() !== null);
    const seen = shown.map((node) => {
      const material = node.getMesh()!.listPrimitives()[0]!.getMaterial();
      const colour = material?.getBaseColorFactor().slice(0, 3);
      return [Math.round(node.getWorldTranslation()[0] * 1000), colour] as const;
    });
    t.same(new Map(seen.sort(([a], [b]) => a - b)), COLOURED_USES);
    t.equal(seen.length, COLOURED_USES.size, 'none is there twice');
    t.equal(root.listMeshes().length, 6, 'equal uses share a mesh');
    t.same(await complaints(job.targetPath), []);
  });
});
