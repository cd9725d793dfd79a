// The same files through both importers: what users would notice is the same.
import { readFileSync } from 'node:fs';
import t from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { skipWithoutAssimp } from '../../support/assimp-command.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { build3ds, tetrahedron } from './build-3ds.ts';
import { buildDae } from './build-dae.ts';
import { fbxBinary, fbxText, tetraRecords } from './build-fbx.ts';
import { IMPORTERS, type Importer } from './importers.ts';
import { TINY_PNG } from './tiny-png.ts';

t.setTimeout(600_000);
const folder = t.testdir();
const [assimpjs, command] = IMPORTERS as [Importer, Importer];

const TETRA = { ...tetrahedron('Tetra', 10), material: 'Red' };

const FILES: Readonly<Record<string, Buffer | string>> = {
  'plain.dae': buildDae(),
  'turned.dae': buildDae({ asset: '<unit meter="0.0254"/><up_axis>X_UP</up_axis>' }),
  'coloured.dae': buildDae({
    colours: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 1],
    ],
  }),
  'pictured.dae': buildDae({ image: 'elsewhere.png' }),
  'binary.fbx': fbxBinary(tetraRecords({ image: TINY_PNG, colours: true })),
  'text.fbx': fbxText(
    tetraRecords({ settings: { UpAxis: 2, FrontAxis: 1, FrontAxisSign: -1, UnitScaleFactor: 2.54 } }),
  ),
  'skinned.fbx': fbxBinary(tetraRecords({ skin: true })),
  'red.3ds': build3ds([TETRA], [{ name: 'Red', diffuse: [255, 10, 0] }]),
  ...(haveSamples &&
    Object.fromEntries(
      ['duck.dae', 'box.fbx', 'fels.3ds'].map((name) => [name, readFileSync(samplePath(name))]),
    )),
};

for (const [name, bytes] of Object.entries(FILES)) {
  t.test(name, { skip: skipWithoutAssimp }, async (t) => {
    const [theirs, ours] = await Promise.all([outlineBy(assimpjs), outlineBy(command)]);
    t.strictSame(ours, theirs);
    async function outlineBy(importer: Importer) {
      const { model, measures, warnings, lost } = await importer.read(
        folder,
        name.split('.').at(-1) as FormatId,
        bytes,
      );
      const { triangles, bodies, parts, bounds, area, unit, upAxis } = measures;
      return {
        ...{ triangles, bodies, parts, unit, upAxis, warnings, lost },
        bounds: [...bounds!.min, ...bounds!.max].map(rounded),
        area: rounded(area!),
        nodes: model.nodes.map(({ name, parent, mesh, matrix }) => ({
          name,
          parent,
          mesh: mesh === undefined ? undefined : model.meshes[mesh]!.name,
          matrix: matrix && [...matrix].map(rounded),
        })),
        materials: model.materials.map((material) => ({
          ...material,
          baseColour: material.baseColour.map(rounded),
          roughness: rounded(material.roughness),
        })),
        images: model.images.map(({ bytes }) => bytes.length),
        primitives: model.meshes.map(({ primitives }) =>
          primitives.map(({ material, normals, uvs, colours }) => ({
            material,
            normals: normals !== undefined,
            uvs: uvs !== undefined,
            colours: colours !== undefined,
          })),
        ),
      };
    }
  });
}

t.test('a concave polygon keeps its area', { skip: skipWithoutAssimp }, async (t) => {
  // A comb: 3 teeth of 1 × 2 on a back of 5 × 1.
  const outline = '0 0 0 5 0 0 5 3 0 4 3 0 4 1 0 3 1 0 3 3 0 2 3 0 2 1 0 1 1 0 1 3 0 0 3 0';
  const corners = 12;
  const dae = buildDae()
    .replace('count="12">0 0 0 1 0 0 0 2 0 0 0 3', `count="${corners * 3}">${outline}`)
    .replace('source="#pa" count="4"', `source="#pa" count="${corners}"`)
    .replace(
      /<triangles.*<\/triangles>/s,
      `<polylist count="1" material="S"><input semantic="VERTEX" source="#v" offset="0"/><vcount>${corners}</vcount><p>${Array.from({ length: corners }, (_, at) => at).join(' ')}</p></polylist>`,
    );
  const { measures } = await command.read(folder, 'dae', dae);
  t.equal(measures.triangles, corners - 2);
  t.ok(Math.abs(measures.area! - 11) < 1e-4, `area ${measures.area}`);
});

const rounded = (value: number): number => Number(value.toPrecision(5)) + 0;
