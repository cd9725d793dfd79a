import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readPly } from '../../../src/engines/mesh/ply/read-ply.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { buildPly, ENCODINGS, INDICES, type PlyPlan, trianglePlan } from './build-ply.ts';
import { cornersOf, LIMITS } from './shapes.ts';

const folder = t.testdir();
let files = 0;

function saved(bytes: Buffer): string {
  const path = join(folder, `${++files}.ply`);
  writeFileSync(path, bytes);
  return path;
}

const readBytes = (bytes: Buffer) => readPly(saved(bytes), {}, LIMITS);
const read = (plan: PlyPlan) => readBytes(buildPly(plan));
const primitiveOf = async (plan: PlyPlan) => (await read(plan)).model.meshes[0]!.primitives[0]!;

const TRIANGLE = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
];

const TYPES = ['char', 'uchar', 'short', 'ushort', 'int', 'uint', 'float', 'double'];
const NEW_NAMES = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

for (const format of ENCODINGS) {
  t.test(`${format}: a triangle`, async (t) => {
    const { model, warnings, lost } = await read({ ...trianglePlan(), format });
    t.strictSame(cornersOf(model), TRIANGLE);
    t.strictSame([warnings, lost], [[], []]);
    t.match(model, { unit: 'mm', upAxis: 'z', unitKnown: false, nodes: [{ mesh: 0 }] });
    t.strictSame(Object.keys(model.meshes[0]!.primitives[0]!).toSorted(), ['indices', 'positions']);
  });

  t.test(`${format}: every type for coordinates, counts and indices, by both of its names`, async (t) => {
    for (const type of [...TYPES, ...NEW_NAMES]) {
      const plan = trianglePlan();
      plan.elements[0].properties = ['x', 'y', 'z'].map((axis) => `${type} ${axis}`);
      const isFloat = /float|double/.test(type);
      plan.elements[1].properties = [`list ${isFloat ? 'uchar' : type} ${type} vertex_index`];
      t.strictSame(cornersOf((await read({ ...plan, format })).model), TRIANGLE, type);
    }
  });

  t.test(`${format}: properties in any order, unknown ones and lists between them`, async (t) => {
    const plan: PlyPlan = {
      format,
      comments: ['comment made by hand', 'obj_info a scan', 'comment TextureFile skin.png'],
      elements: [
        { name: 'camera', properties: ['double fov', 'list uchar short keys'], rows: [[0.5, [1, 2, 3]]] },
        {
          name: 'vertex',
          properties: [
            'uchar blue',
            'float z',
            'list ushort double weights',
            'float y',
            'uchar green',
            'short quality',
            'uchar red',
            'double x',
          ],
          rows: [
            [0, 0, [], 0, 0, -7, 255, 0],
            [0, 0, [0.5], 0, 255, 300, 0, 1],
            [255, 0, [1, 2, 3], 1, 0, 9, 0, 0],
          ],
        },
        { name: 'nothing', properties: [], count: 2e9, rows: [] },
        {
          name: 'face',
          properties: ['uchar flags', INDICES, 'list uchar float weights', 'int group', 'uchar red'],
          rows: [[1, [0, 1, 2], [0, 0, 1, 0, 0, 1], 7, 200]],
        },
        {
          name: 'edge',
          properties: ['int vertex1', 'int vertex2'],
          rows: [
            [0, 1],
            [1, 2],
          ],
        },
      ],
    };
    const { model, warnings, lost } = await read(plan);
    t.strictSame(cornersOf(model), TRIANGLE);
    const red = [1, 0, 0, 1];
    t.strictSame([...model.meshes[0]!.primitives[0]!.colours!], [...red, 0, 1, 0, 1, 0, 0, 1, 1]);
    t.strictSame(warnings, []);
    t.strictSame(lost.map(({ what, count }) => `${count} ${what}`).toSorted(), [
      '1 elements "camera"',
      '1 textures',
      '2 elements "edge"',
      '2 vertex properties',
      '2000000000 elements "nothing"',
      '4 face properties',
    ]);
  });

  t.test(`${format}: faces may stand before the vertices`, async (t) => {
    const [vertex, face] = trianglePlan().elements;
    vertex.rows = [
      [0, 0, 0],
      [4, 4, 0],
      [0, 2, 0],
      [-4, 4, 0],
    ];
    face.rows = [[[0, 1, 2, 3]]];
    const { model } = await read({ format, elements: [face, vertex] });
    t.match(
      measure(model, 'ply'),
      { triangles: 2, area: 8 },
      'the concave arrow needs its corners to be cut',
    );
  });

  t.test(`${format}: polygons of all sizes become triangles, in order`, async (t) => {
    const plan = trianglePlan();
    plan.elements[0].rows = [
      [0, 0, 0],
      [2, 0, 0],
      [2, 2, 0],
      [0, 2, 0],
      [1, 3, 0],
    ];
    plan.elements[1].rows = [[[0, 1, 2]], [[0, 1, 2, 3]], [[0, 1]], [[]], [[0, 1, 2, 4, 3]], [[2, 1, 0]]];
    const { model, warnings } = await read({ ...plan, format });
    t.strictSame(
      [...model.meshes[0]!.primitives[0]!.indices],
      [0, 1, 2, 0, 1, 2, 0, 2, 3, 0, 1, 2, 0, 2, 4, 0, 4, 3, 2, 1, 0],
    );
    t.strictSame(warnings, ['2 faces of fewer than three corners left out.']);
  });

  t.test(`${format}: triangle strips with restarts`, async (t) => {
    const plan = trianglePlan();
    plan.elements[0].rows = [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [0, 2, 0],
    ];
    const strips = {
      name: 'tristrips',
      properties: ['list int int vertex_indices'],
      rows: [[[0, 1, 2, 3, -1, 3, 4, 2]]],
    };
    const { model } = await read({ format, elements: [plan.elements[0], strips] });
    t.strictSame([...model.meshes[0]!.primitives[0]!.indices], [0, 1, 2, 2, 1, 3, 3, 4, 2]);
    t.equal(measure(model, 'ply').area, 1.5);
  });

  t.test(`${format}: header lines may end with CR LF or CR`, async (t) => {
    for (const lineEnd of ['\r\n', '\r']) {
      const { model } = await read({ ...trianglePlan(), format, lineEnd });
      t.strictSame(cornersOf(model), TRIANGLE, JSON.stringify(lineEnd));
    }
    if (format === 'ascii') return;
    const plan = trianglePlan();
    plan.elements[0].properties = ['uchar x', 'uchar y', 'uchar z'];
    plan.elements[0].rows = [
      [10, 13, 10],
      [1, 0, 0],
      [0, 1, 0],
    ];
    const { model } = await read({ ...plan, format, lineEnd: '\r' });
    t.strictSame(cornersOf(model)[0], [10, 13, 10], 'a body that begins with line ends is no header');
  });

  t.test(`${format}: what stands behind the last element is mentioned`, async (t) => {
    const bytes = buildPly({ ...trianglePlan(), format });
    const { warnings } = await readBytes(Buffer.concat([bytes, Buffer.from('1 2 3\n')]));
    t.match(warnings, [/not read/]);
  });
}

t.test('ASCII values may be spread over lines in any way', async (t) => {
  const text = buildPly(trianglePlan()).toString('latin1');
  const body = text.indexOf('end_header\n') + 11;
  const spread = text.slice(0, body) + text.slice(body).replace(/\s+/g, '\n\n  ').trimEnd();
  t.strictSame(cornersOf((await readBytes(Buffer.from(spread))).model), TRIANGLE);
  const joined = text.slice(0, body) + text.slice(body).replace(/\s+/g, '\t').trimEnd();
  t.strictSame(cornersOf((await readBytes(Buffer.from(joined))).model), TRIANGLE);
});

t.test('doubles are kept, floats are enough for what fits into them', async (t) => {
  const plan = trianglePlan();
  plan.elements[0].rows[1] = [0.1, 0, 0];
  t.type((await primitiveOf(plan)).positions, Float32Array);
  plan.elements[0].properties[0] = 'double x';
  const { positions } = await primitiveOf({ ...plan, format: 'binary_big_endian' });
  t.type(positions, Float64Array);
  t.equal(positions[3], 0.1);
});

t.test('colours become linear: sRGB bytes, 16 bits, floats, old names, alpha', async (t) => {
  // IEC 61966-2-1: 0.5 encoded is 0.21404114, 188/255 is 0.50288651, 10/255 is 10/255/12.92.
  const cases: [string[], number[], number[]][] = [
    [
      ['uchar red', 'uchar green', 'uchar blue'],
      [188, 10, 255],
      [0.50288651, 0.00303527, 1, 1],
    ],
    [
      ['uchar red', 'uchar green', 'uchar blue', 'uchar alpha'],
      [0, 0, 0, 51],
      [0, 0, 0, 0.2],
    ],
    [
      ['ushort red', 'ushort green', 'ushort blue'],
      [65535, 0, 188 * 257],
      [1, 0, 0.50288651, 1],
    ],
    [
      ['float red', 'float green', 'float blue', 'float alpha'],
      [0.5, 2, -1, 0.5],
      [0.21404114, 1, 0, 0.5],
    ],
    [
      ['uchar diffuse_red', 'uchar diffuse_green', 'uchar diffuse_blue'],
      [255, 0, 188],
      [1, 0, 0.50288651, 1],
    ],
    [
      ['int red', 'int green', 'int blue'],
      [255, 300, -4],
      [1, 1, 0, 1],
    ],
    [
      ['float red', 'float green', 'float blue'],
      [Number.NaN, 1, 0],
      [0, 1, 0, 1],
    ],
  ];
  for (const [properties, row, expected] of cases) {
    const plan = { ...trianglePlan(), format: 'binary_little_endian' };
    plan.elements[0].properties.push(...properties);
    plan.elements[0].rows = plan.elements[0].rows.map((xyz) => [...xyz, ...row]);
    const { colours } = await primitiveOf(plan);
    const seen = [...colours!.subarray(4, 8)];
    t.ok(
      seen.every((value, k) => Math.abs(value - expected[k]!) < 1e-6),
      `${properties}: ${seen} is ${expected}`,
    );
  }
});

t.test('normals become unit vectors; texture coordinates run downwards', async (t) => {
  const plan = trianglePlan();
  plan.elements[0].properties.push('float nx', 'float ny', 'float nz');
  plan.elements[0].rows = [
    [0, 0, 0, 0, 0, 2],
    [1, 0, 0, 0, 0, 0],
    [0, 1, 0, 3, 4, 0],
  ];
  const { normals } = await primitiveOf(plan);
  t.strictSame([...normals!], [0, 0, 1, 0, 0, 0, Math.fround(0.6), Math.fround(0.8), 0]);
  for (const names of [
    ['s', 't'],
    ['u', 'v'],
    ['texture_u', 'texture_v'],
  ]) {
    const other = trianglePlan();
    other.elements[0].properties.push(...names.map((name) => `float ${name}`));
    other.elements[0].rows = [
      [0, 0, 0, 0, 0],
      [1, 0, 0, 1, 0.25],
      [0, 1, 0, 0.5, 1],
    ];
    t.strictSame([...(await primitiveOf(other)).uvs!], [0, 1, 1, 0.75, 0.5, 0], names.join());
  }
});

t.test('progress rises to 1', async (t) => {
  const rows = Array.from({ length: 100_000 }, (_, k): number[] => [k, k % 7, 0]);
  const plan = trianglePlan();
  plan.elements[0].rows = rows;
  plan.elements[0].properties = ['double x', 'double y', 'double z', 'double a', 'double b', 'double c'];
  plan.elements[0].rows = rows.map((row) => [...row, 1, 2, 3]);
  const fractions: number[] = [];
  await readPly(saved(buildPly({ ...plan, format: 'binary_little_endian' })), {}, LIMITS, (f) =>
    fractions.push(f),
  );
  t.ok(fractions.length > 1, '5 MB come in several pieces');
  t.strictSame(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  t.equal(fractions.at(-1), 1);
});
