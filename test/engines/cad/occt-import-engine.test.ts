import t from 'tap';
import { importParameters, occtImportEngine } from '../../../src/engines/cad/occt-import-engine.ts';
import { gltfTransform } from '../gltf/gltf-transform.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import { makeColouredUses, makeSharedPair } from './make-cad.ts';
import { testTessellation } from './tessellation-suite.ts';

t.test('options become parameters of the engine', async (t) => {
  t.same(importParameters('step', {}), {
    linearUnit: 'millimeter',
    linearDeflectionType: 'bounding_box_ratio',
    linearDeflection: 0.001,
    angularDeflection: (20 * Math.PI) / 180,
  });
  t.match(
    importParameters('step', { linear_deflection: 3, linear_deflection_type: 'absolute', quality: 'fine' }),
    {
      linearDeflectionType: 'absolute_value',
      linearDeflection: 3,
      angularDeflection: (10 * Math.PI) / 180,
    },
  );
});

testTessellation(t, occtImportEngine);

t.test('colours that the engine does not see are counted as lost', async (t) => {
  const folder = await openFolder(t);
  const pair = (await makeSharedPair()).toString('latin1');
  const [, face] = /#(\d+)\s*=\s*ADVANCED_FACE/.exec(pair)!;
  const [, style] = /#(\d+)\s*=\s*PRESENTATION_STYLE_ASSIGNMENT/.exec(pair)!;
  const [, item, solid] = /#(\d+)\s*=\s*STYLED_ITEM\('[^']*',\(#\d+\),#(\d+)/.exec(pair)!;
  const looks = [
    `#900001=STYLED_ITEM('',(#${style}),#${face});`,
    `#900002=OVER_RIDING_STYLED_ITEM('',(#${style}),#${solid},#${item});`,
    '#900003=SURFACE_STYLE_TRANSPARENT(0.5);',
  ].join('\n');
  const coloured = Buffer.from(pair.replace(/ENDSEC;\s*END-ISO/, `${looks}\n$&`), 'latin1');
  const { lost } = await occtImportEngine.convert(
    folder.job('step', await folder.put('coloured.step', coloured), 'glb'),
    LIMITS,
    () => {},
  );
  t.same(
    lost.map(({ what, count }) => `${count} ${what}`),
    ['1 face colours', '1 colours of single uses', '1 transparent colours'],
  );
});

t.test(
  'of uses, those of parts of the whole assembly are shown in their colour; others are counted',
  async (t) => {
    const folder = await openFolder(t);
    const job = folder.job('step', await folder.put('uses.step', await makeColouredUses()), 'glb');
    const { lost } = await occtImportEngine.convert(job, LIMITS, () => {});
    t.same(
      lost.map(({ what, count }) => [what, count]),
      [['colours of single uses', 3]],
    );
    const root = (await (await gltfTransform()).read(job.targetPath)).getRoot();
    const pin = root.listNodes().find((node) => node.getName() === 'pin')!;
    const material = pin.getMesh()!.listPrimitives()[0]!.getMaterial()!;
    t.same(material.getBaseColorFactor(), [1, 1, 0, 1]);
  },
);
