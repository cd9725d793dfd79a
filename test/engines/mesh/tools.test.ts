import t from 'tap';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { flatten } from '../../../src/engines/mesh/tools/flatten.ts';
import { toFrame } from '../../../src/engines/mesh/tools/frame.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { dropUnusedVertices, weldModel, weldPrimitive } from '../../../src/engines/mesh/tools/weld.ts';
import { box, cornersOf, modelOf, soup, sphere } from './shapes.ts';

t.test('welding a soup gives the shared corners back, in the order of the triangles', async (t) => {
  for (const shape of [box([1, 2, 3]), sphere(3, 20)]) {
    const split = soup(shape);
    const { model, collapsed } = weldModel(modelOf([split]));
    const welded = model.meshes[0]!.primitives[0]!;
    t.equal(collapsed, 0);
    t.equal(welded.positions.length, shape.positions.length);
    t.strictSame(cornersOf(model), cornersOf(modelOf([split])));
  }
});

t.test('0 and -0 are one point; the next float is another', async (t) => {
  const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, -0, 0, -0, 1e-45, 0, 0, 0, 1, 0);
  const welded = weldPrimitive({ positions, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) });
  t.equal(welded.positions.length / 3, 4);
  t.strictSame([...welded.indices], [0, 1, 2, 0, 3, 2]);
});

t.test('vertices that differ in a normal, a uv or a colour stay apart', async (t) => {
  const square: Primitive = {
    positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0),
    indices: Uint32Array.of(0, 1, 2, 3, 4, 5),
  };
  const flat = (width: number, odd: number) => {
    const values = new Float32Array(6 * width);
    values[3 * width] = odd; // the second (0, 0, 0)
    return values;
  };
  t.equal(weldPrimitive(square).positions.length / 3, 4);
  for (const [name, width] of [
    ['normals', 3],
    ['uvs', 2],
    ['colours', 4],
  ] as const) {
    const same = weldPrimitive({ ...square, [name]: flat(width, 0) });
    t.equal(same.positions.length / 3, 4, `same ${name}`);
    t.equal(same[name]!.length / width, 4);
    const other = weldPrimitive({ ...square, [name]: flat(width, 0.5) });
    t.equal(other.positions.length / 3, 5, `other ${name}`);
  }
});

t.test('triangles with the same point twice go, triangles of no area with three points stay', async (t) => {
  const positions = Float32Array.of(0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0);
  const model = modelOf([{ positions, indices: Uint32Array.of(0, 1, 2, 0, 1, 3, 1, 1, 2) }]);
  const welded = weldModel(model);
  t.equal(welded.collapsed, 2);
  t.strictSame(cornersOf(welded.model), [
    [0, 0, 0],
    [1, 0, 0],
    [2, 0, 0],
  ]);
});

t.test('doubles that agree as floats only are not welded', async (t) => {
  const positions = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1e-9, 0, 0, 1, 0, 0, 0, 1, 1e-9);
  t.equal(weldPrimitive({ positions, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) }).positions.length / 3, 5);
});

t.test('unused vertices are dropped, the others keep their order', async (t) => {
  const primitive = {
    positions: Float32Array.of(9, 9, 9, 0, 0, 0, 8, 8, 8, 1, 0, 0, 0, 1, 0),
    indices: Uint32Array.of(4, 1, 3),
  };
  const { positions, indices } = dropUnusedVertices(primitive);
  t.strictSame([...positions], [0, 0, 0, 1, 0, 0, 0, 1, 0]);
  t.strictSame([...indices], [2, 0, 1]);
});

t.test('millimetres, Z-up become metres, Y-up and come back', async (t) => {
  const primitive: Primitive = {
    positions: Float64Array.of(1000, 2000, 3000, 4000, 2000, 3000, 1000, 5000, 3000),
    normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
    indices: Uint32Array.of(0, 1, 2),
  };
  const model = modelOf([primitive]);
  const inMetres = toFrame(model, 'm', 'y');
  const { positions, normals } = inMetres.meshes[0]!.primitives[0]!;
  // (x, y, z) of Z-up is (x, z, -y) of Y-up.
  t.strictSame([...positions], [1, 3, -2, 4, 3, -2, 1, 3, -5]);
  t.strictSame(
    [...normals!].map((v) => v + 0),
    [0, 1, 0, 0, 1, 0, 0, 1, 0],
  );
  t.equal(inMetres.unit, 'm');
  t.equal(inMetres.upAxis, 'y');
  t.strictSame(cornersOf(toFrame(inMetres, 'mm', 'z')), cornersOf(model));
  t.equal(toFrame(model, 'mm', 'z'), model, 'the same model where nothing changes');
});

t.test('the frame of a tree changes without moving its parts against each other', async (t) => {
  // Node 1 hangs on node 0: a quarter turn about z, moved by (100, 0, 0), and within it moved by (0, 10, 0).
  const turn = Float64Array.of(0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 100, 0, 0, 1);
  const move = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 10, 0, 1);
  const model = modelOf([box([1, 2, 3])], [{ matrix: turn }, { parent: 0, matrix: move, mesh: 0 }]);
  // By hand: (x, y, z) + (0, 10, 0), then (-y, x, z) + (100, 0, 0): x 88…90, y 0…1, z 0…3.
  t.strictSame(measure(model, 'glb').bounds, { min: [88, 0, 0], max: [90, 1, 3] });
  const { bounds, area, volume } = measure(toFrame(model, 'cm', 'y'), 'glb');
  const rounded = (values: number[]) => values.map((value) => Math.round(value * 1e6) / 1e6 + 0);
  t.strictSame(rounded(bounds!.min), [8.8, 0, -0.1]);
  t.strictSame(rounded(bounds!.max), [9, 0.3, 0]);
  t.ok(Math.abs(area! - 0.22) < 5e-6 && Math.abs(volume! - 0.006) < 5e-7, `${area}, ${volume}`); // 9 in 32 bits
});

t.test('flattening a mirrored instance turns its triangles, so that it stays right side out', async (t) => {
  const mirror = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const cube = { ...box([1, 2, 3]), normals: new Float32Array(24).map((_, at) => (at % 3 === 0 ? 1 : 0)) };
  const model = modelOf([cube], [{ mesh: 0, matrix: mirror }, { mesh: 0 }]);
  const flat = flatten(model);
  t.strictSame(flat.nodes, [{ mesh: 0 }, { mesh: 1 }]);
  const mirrored = flat.meshes[0]!.primitives[0]!;
  const { volume, bounds } = measure({ ...flat, nodes: [{ mesh: 0 }] }, 'stl');
  t.ok(Math.abs(volume! - 6) < 1e-9, `positive: ${volume}`);
  t.strictSame(bounds!.min, [-1, 0, 0]);
  t.strictSame(
    bounds!.max.map((value) => value + 0),
    [0, 2, 3],
  );
  t.strictSame(
    [...mirrored.normals!.subarray(0, 3)].map((v) => v + 0),
    [-1, 0, 0],
    'normals are mirrored too',
  );
  t.equal(flat.meshes[1]!.primitives[0], cube, 'what need not move is shared');
});

t.test('normals stay upright on their triangles under any matrix', async (t) => {
  const shape = sphere(1, 8);
  const normals = Float32Array.from(shape.positions); // of a unit sphere
  const skewed = Float64Array.of(1, 2, 0.5, 0, -1, 1, 3, 0, 0.25, 0, -2, 0, 5, 6, 7, 1);
  for (const matrix of [skewed, skewed.map((value, at) => (at < 4 ? -value : value))]) {
    const flat = flatten(modelOf([{ ...shape, normals }], [{ mesh: 0, matrix }])).meshes[0]!.primitives[0]!;
    const at = (values: ArrayLike<number>, vertex: number) =>
      [0, 1, 2].map((axis) => values[vertex * 3 + axis]!);
    for (let corner = 0; corner < flat.indices.length; corner += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => at(flat.positions, flat.indices[corner + k]!)) as [
        number[],
        number[],
        number[],
      ];
      const [u, v] = [b, c].map((point) => point.map((value, axis) => value - a[axis]!)) as [
        number[],
        number[],
      ];
      const outward = [0, 1, 2].map(
        (k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!,
      );
      const normal = at(flat.normals!, flat.indices[corner]!);
      const along = normal.reduce((sum, value, axis) => sum + value * outward[axis]!, 0);
      if (!(along > 0)) return t.fail(`triangle ${corner / 3} has a normal that points inwards`);
    }
    t.pass('outwards');
  }
});
