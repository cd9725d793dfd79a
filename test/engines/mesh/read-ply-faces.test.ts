// What faces of PLY say of their own, as MeshLab and Blender write it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { polygonsOf } from '../../../src/engines/mesh/model.ts';
import { readPly } from '../../../src/engines/mesh/ply/read-ply.ts';
import { buildPly, ENCODINGS, INDICES, type PlanElement, type PlyPlan } from './build-ply.ts';
import { LIMITS } from './shapes.ts';

const folder = t.testdir();
let files = 0;

async function read(plan: PlyPlan, limits = LIMITS) {
  const path = join(folder, `${++files}.ply`);
  writeFileSync(path, buildPly(plan));
  return readPly(path, {}, limits);
}

const RGB = ['uchar red', 'uchar green', 'uchar blue'];
const UVS = 'list uchar float texcoord';

/** Two rows of three points; the left square and the two triangles beside it. */
const grid = (face: PlanElement, more: PlanElement[] = []): PlyPlan => ({
  elements: [
    {
      name: 'vertex',
      properties: ['float x', 'float y', 'float z'],
      rows: [0, 1].flatMap((y) => [0, 1, 2].map((x) => [x, y, 0])),
    },
    face,
    ...more,
  ],
});

for (const format of ENCODINGS) {
  t.test(`${format}: a colour of each face becomes a material`, async (t) => {
    const face = {
      name: 'face',
      properties: [...RGB, INDICES],
      rows: [
        [255, 0, 0, [0, 1, 4, 3]],
        [0, 0, 255, [1, 2]],
        [0, 255, 0, [1, 2, 5]],
        [255, 0, 0, [1, 5, 4]],
      ],
    };
    const { model, lost, warnings } = await read({ ...grid(face), format });
    t.strictSame(lost, []);
    t.strictSame(warnings, ['1 face of fewer than three corners left out.']);
    t.strictSame(
      model.materials.map(({ baseColour }) => baseColour),
      [
        [1, 0, 0, 1],
        [0, 1, 0, 1],
      ],
    );
    const [red, green] = model.meshes[0]!.primitives;
    t.strictSame([...polygonsOf(red!)!.sizes], [4, 3]);
    t.strictSame([...green!.positions], [1, 0, 0, 2, 0, 0, 2, 1, 0]);
    t.ok(green!.positions instanceof Float32Array, 'coordinates stay of the type of the file');
  });

  t.test(`${format}: texture coordinates of corners split the vertices that they differ at`, async (t) => {
    const face = {
      name: 'face',
      properties: [INDICES, UVS, 'int texnumber'],
      rows: [
        [[0, 1, 4, 3], [0, 0, 1, 0, 1, 1, 0, 1], 0],
        [[1, 2, 5], [0.5, 0, 1, 0, 1, 0.25], 0],
        [[1, 5, 4], [0.5, 0, 1, 0.25, 1, 1], 0],
        [[1, 5, 4], [], 0],
      ],
    };
    const { model, lost } = await read({ ...grid(face), format });
    t.strictSame(
      lost.map(({ what }) => what),
      ['face properties'],
    );
    const [{ positions, uvs, polygons }] = model.meshes[0]!.primitives as [never];
    const corners = [...(polygons as { corners: Uint32Array }).corners].map((vertex) => [
      ...(positions as Float32Array).subarray(vertex * 3, vertex * 3 + 2),
      ...(uvs as Float32Array).subarray(vertex * 2, vertex * 2 + 2),
    ]);
    t.strictSame(corners, [
      [0, 0, 0, 1],
      [1, 0, 1, 1],
      [1, 1, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 0.5, 1],
      [2, 0, 1, 1],
      [2, 1, 1, 0.75],
      [1, 0, 0.5, 1],
      [2, 1, 1, 0.75],
      [1, 1, 1, 0],
      ...[
        [1, 0],
        [2, 1],
        [1, 1],
      ].map((point) => [...point, 0, 1]), // what has none is at the origin of the image
    ]);
    t.equal((uvs as Float32Array).length, (positions as Float32Array).length * (2 / 3));
    t.equal((positions as Float32Array).length / 3, 10, 'corners that agree share a vertex');
  });
}

t.test('colours and texture coordinates of faces, with strips that have neither', async (t) => {
  const face = {
    name: 'face',
    properties: [INDICES, ...RGB, 'uchar alpha', UVS],
    rows: [[[0, 1, 4], 0, 0, 255, 51, [0, 0, 1, 0, 1, 1]]],
  };
  const strips = { name: 'tristrips', properties: ['list int int vertex_indices'], rows: [[[1, 2, 4, 5]]] };
  const [first, last] = grid(face).elements as [PlanElement, PlanElement];
  for (const elements of [
    [first, last, strips],
    [first, strips, last],
  ]) {
    const { model } = await read({ elements });
    t.strictSame(
      model.materials.map(({ baseColour, alphaMode }) => [...baseColour, alphaMode]),
      [[0, 0, 1, Math.fround(0.2), 'BLEND']],
    );
    const plain = model.meshes[0]!.primitives.find(({ material }) => material === undefined)!;
    t.equal(plain.indices.length, 6);
    t.strictSame([...plain.uvs!], [0, 1, 0, 1, 0, 1, 0, 1]);
    const coloured = model.meshes[0]!.primitives.find(({ material }) => material === 0)!;
    t.strictSame([...coloured.uvs!], [0, 1, 1, 1, 1, 0]);
  }
});

t.test('colours of vertices come before those of faces, which are counted as lost', async (t) => {
  const plan = grid({ name: 'face', properties: [INDICES, ...RGB], rows: [[[0, 1, 4], 1, 2, 3]] });
  plan.elements[0]!.properties.push(...RGB);
  for (const row of plan.elements[0]!.rows) row.push(255, 0, 0);
  const { model, lost } = await read(plan);
  t.strictSame(
    [model.materials.length, lost.map(({ what, count }) => [what, count])],
    [0, [['face colours', 1]]],
  );
  t.ok(model.meshes[0]!.primitives[0]!.colours);
});

t.test('corners that differ count against the limit of vertices', async (t) => {
  const face = {
    name: 'face',
    properties: [INDICES, UVS],
    rows: [0, 1, 2].map((k) => [
      [0, 1, 4],
      [k, 0, k, 1, k, 2],
    ]),
  };
  await t.rejects(read(grid(face), { ...LIMITS, maxVertices: 8 }), { code: 'input_limit_exceeded' });
  t.ok(await read(grid(face), { ...LIMITS, maxVertices: 9 }));
});
