// What programs that are not ours see in what we write, and what they see in the samples that we read.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { read3mf } from '../../../src/engines/mesh/3mf/read-3mf.ts';
import { write3mf } from '../../../src/engines/mesh/3mf/write-3mf.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { box, LIMITS, sphere } from '../mesh/shapes.ts';
import { PNG } from './build-3mf.ts';
import { complaintsOf, haveLib3mf, haveLxml, readWithLib3mf } from './see-3mf.ts';

t.setTimeout(600_000); // the first run installs from PyPI
const folder = t.testdir();
const quarter = Float64Array.of(0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 20, 0, 0, 1);
const COLOURS = Float32Array.from({ length: 32 }, (_, at) => (at % 4 === 3 ? 1 : (at % 8) / 8));
const UVS = Float32Array.from({ length: 16 }, (_, at) => (at % 5) / 4);

/** Everything that 3MF holds: a box in two materials, a coloured one, a textured one, a plain sphere; a tree, instances. */
const RICH: MeshModel = {
  unit: 'cm',
  upAxis: 'z',
  unitKnown: true,
  materials: [
    { name: 'steel & co', baseColour: [1, 0, 0, 1], metallic: 0, roughness: 0.5 },
    { baseColour: [0, 0, 1, 0.5], metallic: 0, roughness: 0.5, alphaMode: 'BLEND' },
    { name: 'wood', baseColour: [1, 1, 1, 1], metallic: 0, roughness: 0.5, baseColourImage: 1 },
  ],
  images: [
    { mediaType: 'image/jpeg', bytes: Uint8Array.of(0xff, 0xd8, 0xff) }, // used by nothing
    { mediaType: 'image/png', bytes: PNG },
  ],
  meshes: [
    {
      name: 'two materials',
      primitives: [
        { ...box([1, 2, 3]), material: 0 },
        { ...box([1, 2, 3], [5, 0, 0]), material: 1 },
      ],
    },
    { name: 'coloured', primitives: [{ ...box([2, 2, 2], [0, 5, 0]), colours: COLOURS }] },
    { name: 'textured', primitives: [{ ...box([2, 2, 2], [0, 10, 0]), uvs: UVS, material: 2 }] },
    { primitives: [sphere(3, 8)] },
  ],
  nodes: [
    { name: 'assembly', matrix: quarter },
    { parent: 0, mesh: 0 },
    { parent: 0, mesh: 1, name: 'moved', matrix: quarter },
    { parent: 0, mesh: 1 },
    { mesh: 2 },
    { mesh: 3 },
  ],
};

const written = async (name: string, model = RICH): Promise<string> => {
  const path = join(folder, `${name}.3mf`);
  await write3mf(model, path, 'a <title>');
  return path;
};

t.test(
  'lib3mf reads it strictly, without a warning',
  { skip: haveLib3mf ? false : 'no lib3mf' },
  async (t) => {
    const seen = readWithLib3mf(await written('rich'));
    t.strictSame(seen.warnings, []);
    t.match(seen, { unit: /^(CentiMeter|2)$/i, items: 3 });
    t.strictSame(
      seen.meshes.map(({ name, triangles, vertices }) => [name, triangles, vertices]),
      [
        ['two materials', 24, 16],
        ['coloured', 12, 8],
        ['textured', 12, 8],
        ['', 224, 114],
      ],
    );
    t.strictSame(
      seen.meshes.map(({ properties }) => properties.length),
      [1, 1, 1, 0],
    );
    t.strictSame(seen.assemblies.map(({ name, components }) => [name, components]).sort(), [
      ['assembly', 3],
      ['moved', 1],
    ]);
    t.strictSame(seen.materials.map(({ name, colour }) => [name, ...colour]).slice(0, 2), [
      ['steel & co', 255, 0, 0, 255],
      ['material 2', 0, 0, 255, 128],
    ]);
    t.match(seen.textures, [{ path: /\.png$/, bytes: PNG.length }]);
    const { bounds } = measure(RICH, '3mf');
    for (const axis of [0, 1, 2]) {
      t.ok(Math.abs(seen.min[axis]! - bounds!.min[axis]!) < 1e-5, `min ${axis}: ${seen.min[axis]}`);
      t.ok(Math.abs(seen.max[axis]! - bounds!.max[axis]!) < 1e-5, `max ${axis}: ${seen.max[axis]}`);
    }
  },
);

t.test(
  'the XSDs of the specifications have nothing against it',
  { skip: haveLxml ? false : 'no lxml' },
  async (t) => {
    t.strictSame(complaintsOf(await written('valid')), []);
    t.strictSame(complaintsOf(await written('plain', { ...RICH, nodes: [{ mesh: 3 }] })), []);
  },
);

t.test('assimp sees the same triangles, bounds, area and volume', async (t) => {
  const path = await written('assimp');
  const seen = await readIndependently(path, '3mf');
  const { triangles, bounds, area, volume } = measure(RICH, '3mf');
  t.equal(seen.triangles, triangles);
  t.ok(Math.abs(seen.area - area!) < area! * 1e-5);
  t.ok(Math.abs(seen.volume - volume!) < volume! * 1e-5);
  for (const axis of [0, 1, 2]) {
    t.ok(Math.abs(seen.min[axis]! - bounds!.min[axis]!) < 1e-4);
    t.ok(Math.abs(seen.max[axis]! - bounds!.max[axis]!) < 1e-4);
  }
});

for (const name of ['heartgears', 'box']) {
  t.test(
    `${name}.3mf is what assimp sees, before and after`,
    { skip: haveSamples ? false : 'no samples' },
    async (t) => {
      const copy = join(folder, `${name}-copy.3mf`);
      copyFileSync(samplePath(`${name}.3mf`), copy);
      const expected = await readIndependently(copy, '3mf');
      const { model, warnings } = await read3mf(copy, LIMITS);
      t.strictSame(warnings, []);
      const again = await readIndependently(await written(name, model), '3mf');
      const own = measure(model, '3mf');
      t.equal(own.triangles, expected.triangles + expected.degenerate);
      t.equal(again.triangles + again.degenerate, own.triangles);
      for (const seen of [expected, again]) {
        t.ok(Math.abs(seen.area - own.area!) < own.area! * 1e-5, 'area');
        t.ok(Math.abs(seen.volume - own.volume!) < own.volume! * 1e-4, 'volume');
        for (const axis of [0, 1, 2]) {
          t.ok(Math.abs(seen.min[axis]! - own.bounds!.min[axis]!) < 1e-4, `min ${axis}`);
          t.ok(Math.abs(seen.max[axis]! - own.bounds!.max[axis]!) < 1e-4, `max ${axis}`);
        }
      }
    },
  );
}
