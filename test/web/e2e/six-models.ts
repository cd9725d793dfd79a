import { readFileSync } from 'node:fs';
import { model, object, package3mf } from '../../engines/3mf/build-3mf.ts';
import { twoBoxes } from '../../engines/mesh/two-boxes.ts';
import type { DroppedFile } from '../../support/browser.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';

/** A model in each of six formats: real ones, or small ones where the samples are missing. The STEP file comes first. */
export function sixModels(): DroppedFile[] {
  if (haveSamples)
    return [
      'as1-oc-214.stp',
      'utah_teapot.stl',
      'spider.obj',
      '2CylinderEngine.glb',
      'cow.ply',
      'heartgears.3mf',
    ].map((name) => ({ name, content: readFileSync(samplePath(name)) }));
  const boxes = (['stl', 'obj', 'glb', 'ply'] as const).map((format) => ({
    name: `boxes.${format}`,
    content: twoBoxes(format),
  }));
  return [
    { name: 'bracket.step', content: readFileSync('examples/bracket.step') },
    ...boxes,
    {
      name: 'tetrahedron.3mf',
      content: package3mf(model(`<resources>${object(1)}</resources><build><item objectid="1"/></build>`)),
    },
  ];
}
