// assimp cuts faces into triangles: they are put together again, and counted where they cannot be.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { assimpEngine } from '../../../src/engines/mesh/assimp/assimp-engine.ts';
import { limitsOf } from '../../../src/engines/mesh/assimp/assimp-limits.ts';
import { checkDae } from '../../../src/engines/mesh/assimp/check-dae.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { eachFace } from '../../../src/engines/mesh/tools/polygons.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { shows } from './build-dae.ts';
import { fbxBinary, fbxText } from './build-fbx.ts';
import { FACES, HOUSE, houseDae, houseRecords, POINTS } from './house.ts';
import { IMPORTERS } from './importers.ts';

const folder = t.testdir();
const MATERIALS = [0, 1, 0, 0, 1, 0, 1, 0];
/** Its tetrahedron is one of four triangles, as many as the two quadrangles of the house. */
const TETRAHEDRON = shows('tetra-id');
const inLibrary = houseDae('<node id="a"><instance_node url="#b"/><instance_node url="#b"/></node>').replace(
  '<library_visual_scenes>',
  `<library_nodes><node id="b">${shows('house')}</node></library_nodes>$&`,
);

const FILES = [
  { name: 'COLLADA', format: 'dae', bytes: houseDae(), volume: HOUSE.volume },
  { name: 'COLLADA, shown twice by the library', format: 'dae', bytes: inLibrary, volume: 2 * HOUSE.volume },
  {
    name: 'COLLADA, in one node with triangles',
    format: 'dae',
    bytes: houseDae(`<node id="m">${TETRAHEDRON}${shows('house')}</node>`),
    volume: 1 + HOUSE.volume,
  },
  {
    name: 'FBX, binary and packed',
    format: 'fbx',
    bytes: fbxBinary(houseRecords()),
    volume: 2 * HOUSE.volume,
  },
  {
    name: 'FBX 7.5, not packed',
    format: 'fbx',
    bytes: fbxBinary(houseRecords(), 7500, false),
    volume: 2 * HOUSE.volume,
  },
  { name: 'FBX, text', format: 'fbx', bytes: fbxText(houseRecords()), volume: 2 * HOUSE.volume },
  {
    name: 'FBX of two materials',
    format: 'fbx',
    bytes: fbxBinary(houseRecords(MATERIALS)),
    volume: 2 * HOUSE.volume,
  },
  {
    name: 'FBX of two materials, text',
    format: 'fbx',
    bytes: fbxText(houseRecords(MATERIALS)),
    volume: 2 * HOUSE.volume,
  },
] as const;

/** Each face as the places of its corners, from the smallest on; those of triangles elsewhere left out. */
function housesIn({ meshes }: MeshModel): string[] {
  const faces: string[] = [];
  for (const primitive of meshes.flatMap((mesh) => mesh.primitives)) {
    if (primitive.indices.length === 12 && primitive.polygons === undefined) continue;
    eachFace(primitive, (corners, from, to) => {
      const places = [...corners.subarray(from, to)].map((at) =>
        [...primitive.positions.subarray(at * 3, at * 3 + 3)].join(' '),
      );
      faces.push(turned(places));
    });
  }
  return faces.sort();
}

function turned(places: readonly string[]): string {
  const first = places.indexOf([...places].sort()[0]!);
  return [...places.slice(first), ...places.slice(0, first)].join(', ');
}

const expected = FACES.map((face) => turned(face.map((point) => POINTS[point]!.join(' ')))).sort();

for (const importer of IMPORTERS) {
  t.test(importer.name, { skip: importer.skip }, async (t) => {
    for (const { name, format, bytes, volume } of FILES) {
      t.test(`${name}: the faces of the file`, async (t) => {
        const { model, measures, lost } = await importer.read(folder, format, bytes);
        t.ok(Math.abs(measures.volume! - volume) < 1e-3, `${measures.volume}`);
        t.strictSame(housesIn(model), expected);
        t.equal(
          lost.find(({ what }) => what === 'polygons'),
          undefined,
        );
      });
    }

    t.test('a face that has a corner twice stays cut, and is counted', async (t) => {
      const bytes = houseDae().replace('<p>3 0 2 0 1 0 0 0</p>', '<p>3 0 2 0 2 0 0 0</p>');
      const { model, lost } = await importer.read(folder, 'dae', bytes);
      t.match(
        lost.find(({ what }) => what === 'polygons'),
        { count: 1, why: /^assimp, .* could not be put together again/ },
      );
      t.equal(housesIn(model).length, 1 + FACES.length, 'two triangles where there was one face');
    });

    t.test('what nobody shows is not counted', async (t) => {
      const dae = await importer.read(folder, 'dae', houseDae(`<node id="n">${TETRAHEDRON}</node>`));
      t.strictSame(dae.lost, []);
    });
  });
}

t.test('by controllers, which assimpjs follows no further than one', (t) => {
  const scene = '<node id="n"><instance_controller url="#skin"/></node>';
  const controllers = `<library_controllers><controller id="skin"><skin source="#morph"/></controller><controller id="morph"><morph source="#house"/></controller></library_controllers>`;
  const bytes = Buffer.from(houseDae(scene).replace('<library_visual_scenes>', `${controllers}$&`));
  const { faces } = checkDae(bytes, limitsOf({ limits: LIMITS }));
  t.strictSame(
    faces.map((sizes) => [...sizes]),
    [
      [4, 4],
      [4, 5, 5, 4, 3, 3],
    ],
  );
  t.end();
});

t.test('FBX of a geometry that nobody shows', async (t) => {
  const unseen = houseRecords().map((record) =>
    record.name === 'Connections'
      ? { ...record, children: record.children!.filter(({ properties }) => properties![1] !== 1000n) }
      : record,
  );
  for (const bytes of [fbxBinary(unseen), fbxText(unseen)]) {
    await t.rejects(IMPORTERS[0]!.read(folder, 'fbx', bytes), { code: 'input_no_geometry' });
  }
});

t.test('polygons are written where the target has them, and counted where it has not', async (t) => {
  const folder = await openFolder(t);
  const converted = async (bytes: string, target: 'obj' | 'stl' | 'step') => {
    const job = folder.job('dae', await folder.put('a.dae', bytes), target);
    const { lost } = await assimpEngine.convert(job, LIMITS, () => {});
    return { path: job.targetPath, lost: lost.find(({ what }) => what === 'polygons')?.count };
  };
  const { path, lost } = await converted(houseDae(), 'obj');
  t.equal(lost, undefined);
  const sizes = [...readFileSync(path, 'utf8').matchAll(/^f (.*)$/gm)].map(
    ([, face]) => face!.split(' ').length,
  );
  t.strictSame(
    sizes,
    FACES.map((face) => face.length),
  );
  t.equal((await converted(houseDae(), 'stl')).lost, 6);
  const broken = houseDae().replace('<p>3 0 2 0 1 0 0 0</p>', '<p>3 0 2 0 2 0 0 0</p>');
  t.equal((await converted(broken, 'obj')).lost, 1);
  t.equal((await converted(broken, 'step')).lost, undefined, 'flat faces are made anew');
});
