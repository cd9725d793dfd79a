import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Material, MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { writeObj } from '../../../src/engines/mesh/obj/write-obj.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { box, LIMITS, modelOf } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'converto-obj-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function write(model: MeshModel, modelName = 'model'): string {
  const path = join(folder, `${(files += 1)}.obj`);
  writeObj(model, path, modelName);
  return path;
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
const linesWith = (path: string, keyword: string): string[] =>
  linesOf(path).filter((line) => line.startsWith(`${keyword} `));

const paint = (name: string | undefined, ...baseColour: Material['baseColour']): Material => ({
  ...(name === undefined ? {} : { name }),
  baseColour,
  metallic: 0,
  roughness: 1,
});

const triangle: Primitive = {
  positions: Float32Array.of(0, 0, 0, 0.1, 0, 0, 0, -1e-7, 0),
  indices: Uint32Array.of(0, 1, 2),
};

t.test('a triangle with all that a vertex can have, to the letter', async (t) => {
  const primitive: Primitive = {
    ...triangle,
    uvs: Float32Array.of(0, 0, 1, 0.1, 0.5, 1),
    normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
    colours: Float32Array.of(1, 0, 0, 1, 0.21404114, 1, 0, 1, 0, 0, 1, 0.5),
    material: 0,
  };
  const model = { ...modelOf([primitive]), materials: [paint('blue grey', 1, 1, 1, 1)] };
  t.strictSame(linesOf(write({ ...model, unit: 'in', upAxis: 'y' }, 'plate')), [
    '# Wavefront OBJ written by converto; in, Y-up',
    'o plate',
    'v 0 0 0 1 0 0',
    'v 0.1 0 0 0.5 1 0',
    'v 0 -1e-7 0 0 0 1',
    'vt 0 1',
    'vt 1 0.9',
    'vt 0.5 0',
    'vn 0 0 1',
    'usemtl blue_grey',
    'f 1/1/1 2/2/1 3/3/1',
  ]);
});

t.test('corners say only what they have; numbers run through all parts', async (t) => {
  const uvs = Float32Array.of(0, 0, 1, 0, 0, 1);
  const normals = Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1);
  const path = write(modelOf([triangle, { ...triangle, uvs }, { ...triangle, normals }]));
  t.strictSame(linesWith(path, 'f'), ['f 1 2 3', 'f 4/1 5/2 6/3', 'f 7//1 8//1 9//1']);
  t.strictSame(linesWith(path, 'o'), ['o model', 'o model_2', 'o model_3']);
});

t.test('primitives of one part share their positions', async (t) => {
  const cube = box([1, 1, 1]);
  const halves = [cube.indices.slice(0, 18), cube.indices.slice(18)].map((indices, material) => ({
    ...cube,
    indices,
    material,
  }));
  const model: MeshModel = {
    ...modelOf([cube]),
    meshes: [{ primitives: halves }],
    materials: [paint('a', 1, 1, 1, 1), paint('b', 1, 1, 1, 1)],
  };
  const path = write(model);
  t.equal(linesWith(path, 'v').length, 8);
  t.equal(linesWith(path, 'f').length, 12);
  t.strictSame(linesWith(path, 'usemtl'), ['usemtl a', 'usemtl b']);
  const seen = await readIndependently(path, 'obj');
  t.equal(seen.triangles, 12);
  t.ok(Math.abs(seen.volume - 1) < 1e-6, `${seen.volume}`);
});

t.test('instances lie where the tree puts them; a mirrored one is right side out', async (t) => {
  const mirror = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -10, 0, 0, 1);
  const model = modelOf(
    [box([1, 2, 3])],
    [{ mesh: 0 }, { name: 'mirror', matrix: mirror }, { parent: 1, mesh: 0 }],
  );
  const seen = await readIndependently(write(model), 'obj');
  t.equal(seen.triangles, 24);
  t.strictSame(
    [seen.min, seen.max],
    [
      [-11, 0, 0],
      [1, 2, 3],
    ],
  );
  t.ok(Math.abs(seen.volume - 12) < 1e-6, `${seen.volume}`);
});

t.test('names are one line each, and materials one word and different', async (t) => {
  const nodes = ['a\nb', 'Gehäuse №7 🔩', 'C:\\', ''].map((name) => ({ name, mesh: 0 }));
  const used = [0, 1, 2, 3, 4].map((material) => ({ ...triangle, material }));
  const model: MeshModel = {
    ...modelOf([triangle], nodes),
    meshes: [{ primitives: [...used, triangle] }],
    materials: ['red paint', 'red\tpaint', undefined, 'C:\\', '(null)'].map((name) =>
      paint(name, 1, 1, 1, 1),
    ),
  };
  const path = write(model, 'name of upload');
  t.strictSame(linesWith(path, 'o'), ['o a b', 'o Gehäuse №7 🔩', 'o C:_', 'o name of upload']);
  t.strictSame(linesWith(path, 'usemtl').slice(0, 6), [
    'usemtl red_paint',
    'usemtl red_paint_2',
    'usemtl material',
    'usemtl C:_',
    'usemtl (null)_2',
    'usemtl (null)',
  ]);
  const { model: read } = await readObj(path, {}, LIMITS);
  t.equal(read.nodes.length, 4);
  t.equal(read.materials.length, 5);
  t.strictSame(
    read.meshes[0]!.primitives.map(({ material }) => material),
    [0, 1, 2, 3, 4, undefined],
  );
});

t.test('the colour of a material comes back as that of its vertices', async (t) => {
  const model: MeshModel = {
    ...modelOf([
      { ...triangle, material: 0 },
      { ...triangle, colours: new Float32Array(12).fill(0.5), material: 1 },
    ]),
    materials: [paint('grey', 0.21404114, 0.21404114, 0.21404114, 1), paint('green', 0, 1, 0, 1)],
  };
  const path = write(model);
  t.equal(linesWith(path, 'v')[0], 'v 0 0 0 0.5 0.5 0.5');
  t.match(linesWith(path, 'v')[3], /^v 0 0 0 0 0\.735\d+ 0$/, 'sRGB of one half is 0.735');
  const [first, second] = (await readObj(path, {}, LIMITS)).model.meshes;
  t.ok(first!.primitives[0]!.colours!.slice(0, 3).every((value) => Math.abs(value - 0.21404114) < 1e-5));
  t.ok(Math.abs(second!.primitives[0]!.colours![1]! - 0.5) < 1e-5);
});

t.test('the same model gives the same bytes; progress ends at 1', async (t) => {
  const model = modelOf([box([1, 2, 3]), box([3, 2, 1], [5, 5, 5])]);
  const fractions: number[] = [];
  const path = join(folder, 'again.obj');
  writeObj(model, path, 'model', (fraction) => fractions.push(fraction));
  t.strictSame(readFileSync(path), readFileSync(write(model)));
  t.equal(fractions.at(-1), 1);
});
