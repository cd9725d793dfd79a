import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readStl } from '../../../src/engines/mesh/stl/read-stl.ts';
import { writeStl } from '../../../src/engines/mesh/stl/write-stl.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { cubeStl } from '../../support/cube.ts';
import { type BadFile, box, cornersOf, LIMITS, modelOf, refuses } from './shapes.ts';

const folder = t.testdir();
let files = 0;

function saved(bytes: Buffer | string): string {
  const path = join(folder, `${++files}.stl`);
  writeFileSync(path, bytes);
  return path;
}

const read = (bytes: Buffer | string) => readStl(saved(bytes), {}, LIMITS);

const TRIANGLE =
  'facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n';
const CORNERS = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
];

/** The cube of 10 mm with some of its bytes replaced. */
function changedCube(change: (bytes: Buffer) => void): Buffer {
  const bytes = cubeStl(10);
  change(bytes);
  return bytes;
}

t.test('a binary cube is read with shared corners', async (t) => {
  const { model, warnings, lost } = await read(cubeStl(10));
  t.strictSame([warnings, lost], [[], []]);
  t.equal(model.meshes[0]!.primitives[0]!.positions.length, 24);
  t.match(measure(model, 'stl'), { triangles: 12, vertices: 8, bodies: 1, area: 600, volume: 1000 });
  t.match(model, { unit: 'mm', upAxis: 'z', unitKnown: false, nodes: [{ mesh: 0 }] });
});

t.test('the options say what the numbers mean', async (t) => {
  const { model } = await readStl(saved(cubeStl(1)), { source_unit: 'in', source_up_axis: 'y' }, LIMITS);
  t.match(model, { unit: 'in', upAxis: 'y', unitKnown: false });
});

t.test('a binary file that begins with "solid" is known by its size', async (t) => {
  const { model } = await read(changedCube((bytes) => bytes.write('solid made by a program', 0, 'latin1')));
  t.equal(measure(model, 'stl').volume, 1000);
});

t.test('spare bytes of binary facets are counted as lost', async (t) => {
  const { lost } = await read(changedCube((bytes) => bytes.writeUInt16LE(0x8123, 84 + 48)));
  t.match(lost, [{ what: 'facet attributes', count: 1 }]);
});

t.test('ASCII: any case, any line ends, names with blanks, exponents, a byte order mark', async (t) => {
  const text = `solid  two words \n${TRIANGLE}endsolid two words\n`;
  for (const variant of [
    text,
    text.replaceAll('\n', '\r\n'),
    text.replaceAll('\n', '\r'),
    text.replace(/facet|vertex|outer|loop/g, (word) => word.toUpperCase()),
    `\ufeff${text}`,
    text.replaceAll('1', '+1.0E+00').replaceAll(' 0', ' -0e-7'),
    text.replace('normal 0 0 1', 'normal nan -nan(ind) inf'),
    text.replaceAll('\nvertex', ' vertex'),
    text.trimEnd(),
  ]) {
    const { model } = await read(variant);
    t.strictSame(
      cornersOf(model).map((corner) => corner.map((value) => value + 0)),
      CORNERS,
    );
    t.equal(model.nodes[0]!.name, 'two words');
  }
});

t.test('every solid of an ASCII file is a part; empty ones are left out', async (t) => {
  const text = `solid a\n${TRIANGLE}endsolid a\nsolid empty\nendsolid\nsolid\n${TRIANGLE}endsolid\n`;
  const { model } = await read(text);
  t.strictSame(model.nodes, [{ name: 'a', mesh: 0 }, { mesh: 1 }]);
  t.equal(measure(model, 'stl').triangles, 2);
});

t.test('triangles with two equal corners are left out and counted, slivers stay', async (t) => {
  const flat = TRIANGLE.replace('0 1 0', '2 0 0');
  const collapsed = TRIANGLE.replace('0 1 0', '1 0 0');
  const { model, warnings } = await read(`solid\n${TRIANGLE}${flat}${collapsed}endsolid\n`);
  t.equal(measure(model, 'stl').triangles, 2);
  t.strictSame(warnings, ['1 triangle without area (two equal corners) left out.']);
  const binary = await read(changedCube((bytes) => bytes.copy(bytes, 84 + 12, 84 + 24, 84 + 36)));
  t.equal(measure(binary.model, 'stl').triangles, 11);
  t.match(binary.warnings, [/^1 triangle /]);
});

t.test('progress rises to 1', async (t) => {
  const fractions: number[] = [];
  const big = Buffer.alloc(84 + 50 * 200_000);
  big.writeUInt32LE(200_000, 80);
  for (let k = 0; k < 200_000; k += 1) {
    big.writeFloatLE(k, 84 + 50 * k + 12);
    big.writeFloatLE(1, 84 + 50 * k + 28);
  }
  await readStl(saved(big), {}, LIMITS, (fraction) => fractions.push(fraction));
  t.ok(fractions.length > 1, '10 MB come in several pieces');
  t.strictSame(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  t.equal(fractions.at(-1), 1);
});

t.test('what is written is the same bytes each time, and ours to predict', async (t) => {
  const model = modelOf([box([1, 2, 3])], [{ mesh: 0, name: 'a\nbox' }]);
  const path = join(folder, 'out.stl');
  writeStl(model, path, 'binary', 'upload');
  const binary = readFileSync(path);
  t.equal(binary.length, 84 + 50 * 12);
  t.equal(binary.readUInt32LE(80), 12);
  t.notMatch(binary.toString('latin1', 0, 80), /^solid/);
  // The first triangle is the bottom: 0 0 0, 0 2 0, 1 2 0, seen from below.
  const facet = Array.from({ length: 12 }, (_, k) => binary.readFloatLE(84 + 4 * k) + 0);
  t.strictSame(facet, [0, 0, -1, 0, 0, 0, 0, 2, 0, 1, 2, 0]);
  writeStl(model, path, 'binary', 'upload');
  t.ok(readFileSync(path).equals(binary));
  writeStl(model, path, 'ascii', 'upload');
  const lines = readFileSync(path, 'latin1').split('\n');
  t.strictSame(lines.slice(0, 4), [
    'solid a box',
    '  facet normal 0 0 -1',
    '    outer loop',
    '      vertex 0 0 0',
  ]);
  t.equal(lines.at(-2), 'endsolid a box');
});

t.test('a mirrored instance is written right side out', async (t) => {
  const mirror = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const path = join(folder, 'mirrored.stl');
  for (const encoding of ['binary', 'ascii'] as const) {
    writeStl(modelOf([box([1, 2, 3])], [{ mesh: 0, matrix: mirror }]), path, encoding, 'upload');
    const { volume, bounds } = measure((await readStl(path, {}, LIMITS)).model, 'stl');
    t.ok(Math.abs(volume! - 6) < 1e-9, `${volume}`);
    t.strictSame(bounds!.min, [-1, 0, 0]);
  }
});

const bad: BadFile[] = [
  { name: 'shorter than a header', bytes: Buffer.from('solit'), code: 'input_truncated', says: /5 bytes/ },
  {
    name: 'cut in the last facet',
    bytes: cubeStl(1).subarray(0, -7),
    code: 'input_truncated',
    says: /12 triangles/,
  },
  {
    name: 'longer than its count',
    bytes: Buffer.concat([cubeStl(1), Buffer.alloc(50)]),
    code: 'input_malformed',
    says: /12 triangles/,
  },
  {
    name: 'claims four billion triangles',
    bytes: changedCube((bytes) => bytes.writeUInt32LE(4_000_000_000, 80)),
    code: 'input_truncated',
    says: /4000000000 triangles, which take 200000000084 bytes/,
  },
  { name: 'a binary file without facets', bytes: Buffer.alloc(84), code: 'input_no_geometry' },
  {
    name: 'NaN in a corner',
    bytes: changedCube((bytes) => bytes.writeFloatLE(Number.NaN, 84 + 50 * 4 + 16)),
    code: 'input_malformed',
    says: /Triangle 5 /,
  },
  {
    name: 'infinity in a corner',
    bytes: changedCube((bytes) => bytes.writeFloatLE(Number.NEGATIVE_INFINITY, 84 + 12)),
    code: 'input_malformed',
    says: /Triangle 1 /,
  },
  {
    name: 'only collapsed facets',
    bytes: changedCube((bytes) => bytes.fill(0, 84)),
    code: 'input_no_geometry',
  },
  { name: 'ASCII without a facet', bytes: 'solid a\nendsolid a\n', code: 'input_no_geometry' },
  {
    name: 'ASCII cut before endsolid',
    bytes: `solid a\n${TRIANGLE}`,
    code: 'input_truncated',
    says: /endsolid/,
  },
  { name: 'ASCII cut in a facet', bytes: `solid a\n${TRIANGLE.slice(0, 50)}`, code: 'input_truncated' },
  {
    name: 'ASCII with NaN',
    bytes: `solid a\n${TRIANGLE.replace('vertex 1 0 0', 'vertex nan 0 0')}endsolid\n`,
    code: 'input_malformed',
    says: /^Line 5 /,
  },
  {
    name: 'ASCII with 1e308',
    bytes: `solid a\n${TRIANGLE.replace('vertex 1 0 0', 'vertex 1e308 0 0')}endsolid\n`,
    code: 'input_malformed',
    says: /^Line 5 .*too large/,
  },
  {
    name: 'ASCII with a quadrangle',
    bytes: `solid a\n${TRIANGLE.replace('endloop', 'vertex 0 2 0\nendloop')}endsolid\n`,
    code: 'input_malformed',
    says: /three corners/,
  },
  {
    name: 'ASCII with a missing number',
    bytes: `solid a\n${TRIANGLE.replace('vertex 1 0 0', 'vertex 1 0')}endsolid\n`,
    code: 'input_malformed',
    says: /^Line 5 /,
  },
  {
    name: 'ASCII with a foreign word',
    bytes: `solid a\n${TRIANGLE}hello\nendsolid\n`,
    code: 'input_malformed',
    says: /^Line 9 /,
  },
];

refuses(t, folder, bad, (path) => readStl(path, {}, LIMITS));

t.test('limits are checked before memory is taken', async (t) => {
  const few = { ...LIMITS, maxTriangles: 11 };
  await t.rejects(readStl(saved(cubeStl(1)), {}, few), { code: 'input_limit_exceeded' });
  await t.rejects(readStl(saved(cubeStl(1)), {}, { ...LIMITS, maxVertices: 7 }), {
    code: 'input_limit_exceeded',
  });
  const text = `solid\n${TRIANGLE.repeat(2)}endsolid\n`;
  await t.rejects(readStl(saved(text), {}, { ...LIMITS, maxTriangles: 1 }), { code: 'input_limit_exceeded' });
  await t.resolves(readStl(saved(cubeStl(1)), {}, { ...LIMITS, maxTriangles: 12, maxVertices: 8 }));
});
