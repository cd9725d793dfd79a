import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { polygonsOf } from '../../../src/engines/mesh/model.ts';
import { readOff } from '../../../src/engines/mesh/off/read-off.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { LIMITS } from '../mesh/shapes.ts';

const folder = t.testdir();
let files = 0;

function read(text: string, options: Record<string, unknown> = {}) {
  const path = join(folder, `${(files += 1)}.off`);
  writeFileSync(path, text);
  return readOff(path, options, LIMITS);
}

const TETRAHEDRON = ['0 0 0', '1 0 0', '0 1 0', '0 0 1'];
const FACES = ['3 0 2 1', '3 0 1 3', '3 0 3 2', '3 1 2 3'];
const file = (head: string, vertices = TETRAHEDRON, faces = FACES): string =>
  `${head}\n${[...vertices, ...faces].join('\n')}\n`;

async function isTetrahedron(t: Test, text: string): Promise<void> {
  const { model } = await read(text);
  const { triangles, vertices, volume } = measure(model, 'off');
  t.strictSame([triangles, vertices, volume!.toFixed(6)], [4, 4, (1 / 6).toFixed(6)]);
}

t.test('what may stand before the vertices', async (t) => {
  for (const head of [
    'OFF\n4 4 6',
    'OFF 4 4 6',
    'OFF4 4 0',
    'OFF\n4 4',
    '# a comment\n\nOFF # another\n# one more\n4 4 6 # and the last',
    '4 4 6',
    '\ufeffOFF\n4 4 6',
    'nOFF\n3\n4 4 6',
    'nOFF 3\n4 4 6',
  ]) {
    await t.test(JSON.stringify(head), (t) => isTetrahedron(t, file(head)));
  }
  await t.test('lines that end with CR LF', (t) =>
    isTetrahedron(t, file('OFF\n4 4 6').replaceAll('\n', '\r\n')),
  );
  await t.test('several points on a line', (t) =>
    isTetrahedron(
      t,
      `OFF\n4 4 0\n${TETRAHEDRON[0]}\n${TETRAHEDRON.slice(1).join('  ')}\n${FACES.join('\n')}`,
    ),
  );
});

t.test('4OFF divides by the fourth coordinate', async (t) => {
  await isTetrahedron(t, file('4OFF\n4 4 6', ['0 0 0 1', '2 0 0 2', '0 0.5 0 0.5', '0 0 1 1']));
});

t.test('STCNOFF: normal, colour and texture coordinate of each vertex', async (t) => {
  const vertices = [
    '0 0 0  0 0 2  255 0 0 255  0 0',
    '1 0 0  0 0 1  0 255 0 128  1 0',
    '0 1 0  0 0 0  0 0 0 255    0 0.25',
  ];
  const { model, lost } = await read(file('STCNOFF\n3 1 0', vertices, ['3 0 1 2']));
  const { normals, colours, uvs } = model.meshes[0]!.primitives[0]!;
  t.strictSame([...normals!], [0, 0, 1, 0, 0, 1, 0, 0, 0], 'lengths are made 1');
  t.strictSame([...uvs!], [0, 1, 1, 1, 0, 0.75], 'v runs downwards in a model');
  t.strictSame(
    [...colours!].map((value) => Math.round(value * 1000) / 1000),
    [1, 0, 0, 1, 0, 1, 0, 0.502, 0, 0, 0, 1],
  );
  t.strictSame(lost, []);
});

t.test('colours of vertices from 0 to 1, of three numbers, and unannounced', async (t) => {
  const red = (rest: string) => TETRAHEDRON.map((point) => `${point} ${rest}`);
  for (const [head, rest] of [
    ['COFF\n4 4 0', '1 0 0 1'],
    ['COFF\n4 4 0', '1.0 0.0 0.0'],
    ['COFF\n4 4 0', '255 0 0'],
    ['OFF\n4 4 0', '255 0 0 255'],
    ['OFF\n4 4 0', '255 0 0'],
  ] as const) {
    const { model, warnings } = await read(file(head, red(rest)));
    const { colours } = model.meshes[0]!.primitives[0]!;
    t.strictSame([...colours!.subarray(4, 8)], [1, 0, 0, 1], `${head} ${rest}`);
    t.equal(warnings.length, head.startsWith('COFF') ? 0 : 1);
  }
});

t.test('colours of faces become materials', async (t) => {
  const faces = ['3 0 2 1 255 0 0', '3 0 1 3 0 255 0 51', '3 0 3 2', '3 1 2 3 255 0 0'];
  const { model } = await read(file('OFF\n4 4 0', undefined, faces));
  t.strictSame(
    model.materials.map(({ baseColour, alphaMode }) => [
      baseColour.map((value) => value.toFixed(2)),
      alphaMode,
    ]),
    [
      [['1.00', '0.00', '0.00', '1.00'], undefined],
      [['0.00', '1.00', '0.00', '0.20'], 'BLEND'],
    ],
  );
  t.strictSame(
    model.meshes[0]!.primitives.map(({ indices, material }) => [indices.length / 3, material]),
    [
      [2, 0],
      [1, 1],
      [1, undefined],
    ],
  );
  t.match(measure(model, 'off'), { triangles: 4, vertices: 4, bodies: 1, parts: 1, colours: 2 });
  await t.test('where there are very many, they become colours of vertices', async (t) => {
    const many = Array.from({ length: 2000 }, (_, at) => `3 0 1 2 ${at % 256} ${Math.floor(at / 256)} 7`);
    const { model } = await read(file('OFF\n4 2000 0', undefined, many));
    const [primitive] = model.meshes[0]!.primitives;
    t.equal(model.materials.length, 0);
    t.equal(primitive!.colours!.length, 2000 * 3 * 4);
    t.match(measure(model, 'off'), { triangles: 2000, vertices: 3, colours: 2000 });
  });
});

t.test('what is not read is said', async (t) => {
  const { lost, warnings } = await read(
    file(
      'COFF\n4 6 0',
      TETRAHEDRON.map((point) => `${point} 9 9 9 255`),
      [...FACES.map((face) => `${face} 1 0 0`), '2 0 1', '4 0 1 2 3 7', 'and so on'],
    ),
  );
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [
      ['face colours', 5],
      ['numbered face colours', 1],
    ],
  );
  t.match(warnings, [/^1 face of fewer than three corners/, /^What follows the last face/]);
});

t.test('polygons are kept', async (t) => {
  const { model } = await read('OFF\n5 2 0\n0 0 0\n2 0 0\n2 2 0\n1 0.5 0\n0 2 0\n5 0 1 2 3 4\n3 0 1 2\n');
  const [primitive] = model.meshes[0]!.primitives;
  t.equal(primitive!.indices.length, 4 * 3);
  t.strictSame([...polygonsOf(primitive!)!.sizes], [5, 3]);
  t.strictSame([...polygonsOf(primitive!)!.corners], [0, 1, 2, 3, 4, 0, 1, 2]);
});
