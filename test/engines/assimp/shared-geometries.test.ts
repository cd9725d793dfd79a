// assimp takes pieces of a geometry away from a node where another one shows some of them: nodes get copies before.
import t from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { limitsOf } from '../../../src/engines/mesh/assimp/assimp-limits.ts';
import { checkDae } from '../../../src/engines/mesh/assimp/check-dae.ts';
import { separateInstances } from '../../../src/engines/mesh/assimp/separate-instances.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { LIMITS } from '../cad/engine-jobs.ts';
import { buildDae, shows } from './build-dae.ts';
import { houseDae } from './house.ts';
import { IMPORTERS } from './importers.ts';

const folder = t.testdir();
const TETRA = shows('tetra-id');
const HOUSE_SHOWN = shows('house');
const node = (id: string, inside: string): string => `<node id="${id}">${inside}</node>`;

/** The halves of a tetrahedron are two parts, with materials of their own. */
const triangles = (symbol: string, corners: string): string =>
  `<triangles count="2" material="${symbol}"><input semantic="VERTEX" source="#v" offset="0"/><p>${corners}</p></triangles>`;
const halved = (scene: string): string =>
  buildDae({ scene })
    .replace(
      /<triangles count="4".*<\/triangles>/s,
      triangles('A', '0 2 1 0 1 3') + triangles('B', '0 3 2 1 2 3'),
    )
    .replace(
      '</library_materials>',
      '<material id="wood" name="Holz"><instance_effect url="#fx"/></material>$&',
    );
const bound = (url: string, a: string, b: string, element = 'instance_geometry'): string =>
  `<${element} url='#${url}'><bind_material><technique_common><instance_material symbol="A" target="#${a}"/><instance_material symbol="B" target="#${b}"/></technique_common></bind_material></${element}>`;
const IN_PAINT = bound('tetra-id', 'paint', 'paint');
const IN_BOTH = bound('tetra-id', 'wood', 'paint');

/** The materials of each node that shows something, one for each part. */
const looksOf = ({ nodes, meshes, materials }: MeshModel): (string | undefined)[][] =>
  nodes.flatMap(({ mesh }) =>
    mesh === undefined ? [] : [meshes[mesh]!.primitives.map(({ material }) => materials[material!]?.name)],
  );

const SCENES = [
  {
    name: 'alone, and before something else',
    scene: node('n', HOUSE_SHOWN) + node('m', HOUSE_SHOWN + TETRA),
    volume: 31,
  },
  {
    name: 'alone, and behind something else',
    scene: node('n', HOUSE_SHOWN) + node('m', TETRA + HOUSE_SHOWN),
    volume: 31,
  },
  {
    name: 'each alone, and both together',
    scene: node('n', HOUSE_SHOWN) + node('m', TETRA) + node('o', TETRA + HOUSE_SHOWN),
    volume: 32,
  },
];

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    for (const { name, scene, volume } of SCENES) {
      t.test(name, async (t) => {
        const { model, measures, lost } = await importer.read(folder, 'dae', houseDae(scene));
        t.ok(Math.abs(measures.volume! - volume) < 1e-3, `${measures.volume}`);
        t.ok(model.meshes.every((mesh) => mesh.name === 'Haus' || mesh.name === 'Tetraeder'));
        t.strictSame(lost, []);
      });
    }

    t.test('in materials that agree in part', async (t) => {
      const scene =
        node('a', IN_PAINT) + node('b', IN_BOTH) + node('c', IN_PAINT) + node('d', IN_BOTH + IN_PAINT);
      const { model, measures } = await importer.read(folder, 'dae', halved(scene));
      t.match(measures, { triangles: 5 * 4 });
      t.strictSame(looksOf(model), [
        ['Lack', 'Lack'],
        ['Holz', 'Lack'],
        ['Lack', 'Lack'],
        ['Holz', 'Lack', 'Lack', 'Lack'],
      ]);
      t.equal(model.meshes.length, 3, 'what is shown the same way twice is one');
      t.strictSame([...new Set(model.meshes.map((mesh) => mesh.name))], ['Tetraeder']);
    });

    t.test('through a controller', async (t) => {
      const joint = `<source id="j"><Name_array id="ja" count="1">b</Name_array><technique_common><accessor source="#ja" count="1" stride="1"><param name="JOINT" type="name"/></accessor></technique_common></source>`;
      const bind = `<source id="i"><float_array id="ia" count="16">1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</float_array><technique_common><accessor source="#ia" count="1" stride="16"><param name="T" type="float4x4"/></accessor></technique_common></source>`;
      const weights = `<source id="w"><float_array id="wa" count="1">1</float_array><technique_common><accessor source="#wa" count="1" stride="1"><param name="WEIGHT" type="float"/></accessor></technique_common></source>`;
      const controller = `<library_controllers><controller id="skin"><skin source="#tetra-id">${joint}${bind}${weights}<joints><input semantic="JOINT" source="#j"/><input semantic="INV_BIND_MATRIX" source="#i"/></joints><vertex_weights count="4"><input semantic="JOINT" source="#j" offset="0"/><input semantic="WEIGHT" source="#w" offset="1"/><vcount>1 1 1 1</vcount><v>0 0 0 0 0 0 0 0</v></vertex_weights></skin></controller></library_controllers>`;
      const skinned = (a: string, b: string): string => bound('skin', a, b, 'instance_controller');
      const scene = `<node id="b"/>${node('x', skinned('paint', 'paint'))}${node('y', skinned('wood', 'paint'))}`;
      const bytes = halved(scene).replace('<library_visual_scenes>', `${controller}$&`);
      const { model, measures } = await importer.read(folder, 'dae', bytes);
      t.match(measures, { triangles: 8 });
      t.strictSame(looksOf(model), [
        ['Lack', 'Lack'],
        ['Holz', 'Lack'],
      ]);
    });
  });
}

const checked = (text: string) => checkDae(Buffer.from(text), limitsOf({ limits: LIMITS })).bytes;

t.test('a file that assimp reads right stays as it is', (t) => {
  for (const text of [
    buildDae(),
    houseDae(node('n', HOUSE_SHOWN) + node('m', HOUSE_SHOWN)),
    buildDae({ scene: node('n', shows('tetra-id', 'paint')) + node('m', shows('tetra-id', 'other')) }),
    halved(node('a', IN_PAINT) + node('b', IN_PAINT)),
  ]) {
    t.equal(checked(text).toString(), text);
  }
  t.end();
});

t.test('a copy gets an id that nothing has', (t) => {
  const text = houseDae(node('n', HOUSE_SHOWN) + node('m', HOUSE_SHOWN + TETRA)).replace(
    'id="tetra-id"',
    'id="house~2"',
  );
  t.match(checked(text).toString(), /<geometry id="house~3" name="Haus">.*url="#house~3"/s);
  t.end();
});

t.test('copies have a limit', (t) => {
  const lists = ['a', 'b'].map((binding) => [{ id: 'g', tag: { start: 90, end: 95 }, bindings: [binding] }]);
  const geometries = new Map([['g', { start: 10, startTagEnd: 20, end: 60, parts: 2 }]]);
  try {
    separateInstances(Buffer.alloc(100, ' '), lists, geometries, 149);
    t.fail('was not refused');
  } catch (error) {
    t.ok(isProblem(error, 'input_limit_exceeded'), String(error));
  }
  t.equal(separateInstances(Buffer.alloc(100, ' '), lists, geometries, 150).copies.size, 1);
  t.end();
});
