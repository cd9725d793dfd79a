import t from 'tap';
import { build3ds, chunk, type ThreeDsObject, tetrahedron } from './build-3ds.ts';
import { IMPORTERS } from './importers.ts';
import { beside, outline } from './read-here.ts';
import { TINY_PNG } from './tiny-png.ts';

const folder = t.testdir();

const tetra = (name: string, x = 0): ThreeDsObject => ({
  ...tetrahedron(name, x),
  uvs: [
    [0, 0],
    [1, 0],
    [0, 0.25],
    [1, 1],
  ],
});
const MATERIALS = [
  { name: 'Red', diffuse: [255, 0, 0], texture: 'TEX.PNG' },
  { name: 'Green', diffuse: [0, 188, 0] },
] as const;

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    t.test('names, colours, UVs, the frame of the options', async (t) => {
      const bytes = build3ds(
        [{ ...tetra('Alpha'), material: 'Green' }, { ...tetra('leer'), triangles: [] }, tetra('Beta', 10)],
        MATERIALS,
      );
      const { model, measures, warnings } = await importer.read(folder, '3ds', bytes);
      t.strictSame(outline(model), [
        { name: 'Alpha', mesh: 'Alpha' },
        { name: 'Beta', mesh: 'Beta' },
      ]);
      t.match(measures, { triangles: 8, bodies: 2, volume: 2, unit: 'mm', upAxis: 'z' });
      t.strictSame(measures.bounds, { min: [0, 0, 0], max: [11, 2, 3] });
      t.notOk(model.unitKnown);
      t.strictSame(warnings, []);
      const [alpha, beta] = model.nodes.map(({ mesh }) => model.meshes[mesh!]!.primitives[0]!);
      t.ok(Math.abs(model.materials[alpha!.material!]!.baseColour[1] - 0.502886) < 1e-5, 'linear');
      t.equal(beta!.material, undefined, 'no material of assimp');
      const at = [...alpha!.positions.keys()].find((at) => at % 3 === 1 && alpha!.positions[at] === 2)!;
      t.equal(alpha!.uvs![((at - 1) / 3) * 2 + 1], 0.75, 'v runs downwards');
      const inches = await importer.read(folder, '3ds', bytes, {
        options: { source_unit: 'in', source_up_axis: 'y' },
      });
      t.match(inches.measures, { unit: 'in', upAxis: 'y', bounds: { min: [0, 0, 0], max: [11, 2, 3] } });
    });

    t.test('an object of two materials stays one object', async (t) => {
      const bytes = build3ds([{ ...tetra('Alpha'), material: 'Red' }, tetra('Beta', 10)], MATERIALS);
      // The list of the triangles of Red: 0, 0, 0, 1 where it was 0, 1, 2, 3
      const list = bytes.indexOf('Red\0', bytes.indexOf('Alpha')) + 6;
      bytes.fill(0, list, list + 6);
      bytes.writeUInt16LE(1, list + 6);
      const { model, measures } = await importer.read(folder, '3ds', bytes);
      t.match(measures, { parts: 2, bodies: 2, triangles: 8, volume: 2 });
      t.strictSame(
        model.meshes[model.nodes[0]!.mesh!]!.primitives.map(({ material, indices }) => [
          material,
          indices.length,
        ]),
        [
          [0, 6],
          [undefined, 6],
        ],
      );
    });

    t.test('textures, the master scale', async (t) => {
      const scale = chunk(0x0100, Buffer.from(Float32Array.of(2).buffer));
      const bytes = build3ds([{ ...tetra('Alpha'), material: 'Red' }], MATERIALS, [scale]);
      const { model, measures, warnings } = await importer.read(folder, '3ds', bytes, {
        siblings: beside({ 'TEX.PNG': TINY_PNG }),
      });
      t.match(warnings, [/master scale of 2/]);
      t.strictSame(measures.bounds, { min: [0, 0, 0], max: [1, 2, 3] });
      t.ok(TINY_PNG.equals(model.images[0]!.bytes));
    });
  });
}
