// Which triangles become one face, and which must not.
import t from 'tap';
import { facetModel } from '../../../src/engines/mesh/facets/facet-model.ts';
import { isSimple } from '../../../src/engines/mesh/facets/simple-loop.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { box, joined, LIMITS, modelOf, modelOfOne } from '../step/shapes.ts';
import { ball, tilted, voxels } from './solids.ts';

const facesOf = (model: MeshModel, merge = true) => facetModel(model, { target: 'step', merge }, LIMITS);

/** A sheet of squares of which `height` says how high each corner lies. */
function sheet(size: number, height: (x: number, y: number) => number): Primitive {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let at = 0; at < (size + 1) ** 2; at++) {
    const [x, y] = [at % (size + 1), Math.floor(at / (size + 1))];
    positions.push(x, y, height(x, y));
    if (x < size && y < size) {
      indices.push(at, at + 1, at + size + 2, at, at + size + 2, at + size + 1);
    }
  }
  return { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
}

t.test('a flat sheet is one face of four corners', (t) => {
  const { faces, parts } = facesOf(modelOfOne(tilted(sheet(30, () => 5))));
  t.equal(faces, 1);
  t.equal([...parts.values()][0]!.faces.corners.length, 4);
  t.end();
});

t.test('points stay where a third face or another body needs them', (t) => {
  // The step between the two heights ends in the middle of two sides of the lower box.
  const { parts } = facesOf(modelOfOne(voxels(4, (x, y, z) => z < 2 || (x < 2 && y < 2))));
  const { faces } = [...parts.values()][0]!;
  t.equal(faces.count, 9);
  for (const use of faces.edgeUses) {
    const uses = faces.edgeUses.filter((other) => other >> 1 === use >> 1);
    t.strictSame([...uses].sort(), [use & ~1, use | 1], 'each edge is used once each way');
  }
  t.end();
});

t.test('a bump above the tolerance stays, one below it does not', (t) => {
  const bump = (height: number) =>
    facesOf(modelOfOne(sheet(20, (x, y) => (x === 10 && y === 10 ? height : 0))));
  t.equal(bump(0).deviation, 0);
  // 2^-22 of the largest coordinate, 20, is 4.8e-6.
  const small = bump(2e-6);
  t.equal(small.faces, 1);
  t.ok(small.deviation > 0 && small.deviation <= 20 * 2 ** -22, `${small.deviation}`);
  t.ok(bump(1e-5).faces > 1);
  t.end();
});

t.test('a gentle bend is never taken for a plane', (t) => {
  // Each step bends by less than the tolerance; together they do not.
  const { deviation, faces } = facesOf(modelOfOne(sheet(60, (x) => 1e-6 * x * x)));
  t.ok(faces > 1);
  t.ok(deviation <= 60 * 2 ** -22, `${deviation}`);
  t.end();
});

t.test('a ball is merged nowhere but where its facets are flat', (t) => {
  t.equal(facesOf(modelOfOne(ball(10, 8, 12))).faces, 2 * 12 + 6 * 12, 'quads between circles are flat');
  t.end();
});

t.test('materials and parts divide', (t) => {
  const { positions, indices } = sheet(4, () => 0);
  const halves = [
    { positions, indices: indices.subarray(0, 48), material: 0 },
    { positions, indices: indices.subarray(48), material: 1 },
  ];
  t.equal(facesOf(modelOfOne(...halves)).faces, 2);
  t.equal(facesOf(modelOf(halves.map((half) => ({ primitives: [half] })))).faces, 2);
  t.end();
});

t.test('a fin on a flat face leaves it one face', (t) => {
  const fin: Primitive = {
    positions: Float64Array.of(5, 5, 0, 6, 5, 0, 5, 5, 3),
    indices: Uint32Array.of(0, 1, 2),
  };
  const { faces, parts } = facesOf(
    modelOfOne(
      joined(
        sheet(10, () => 0),
        fin,
      ),
    ),
  );
  t.equal(faces, 2);
  t.equal([...parts.values()][0]!.bodies.length, 2);
  t.end();
});

t.test(
  'a flat spiral that lies over itself stays triangles, as one face it would cover a place twice',
  (t) => {
    const positions: number[] = [];
    const indices: number[] = [];
    for (let at = 0; at <= 40; at++) {
      const angle = (at / 32) * 2 * Math.PI;
      for (const radius of [3, 5]) positions.push(radius * Math.cos(angle), radius * Math.sin(angle), 0);
      if (at < 40) indices.push(2 * at, 2 * at + 1, 2 * at + 3, 2 * at, 2 * at + 3, 2 * at + 2);
    }
    // Its ends lie exactly over its beginning, but are points of their own.
    positions[positions.length - 1] = 1e-9;
    const spiral = { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) };
    const { parts } = facesOf(modelOfOne(spiral));
    const { faces } = [...parts.values()][0]!;
    t.equal(faces.count, 80);
    t.ok(faces.loopStarts.every((start, face) => start === face));
    t.end();
  },
);

t.test('two squares of a chessboard touch at a corner: each has its own face', (t) => {
  const board = voxels(4, (x, y, z) => z === 0 && (x + y) % 2 === 0);
  t.equal(facesOf(modelOfOne(board)).faces, 8 * 6);
  t.end();
});

t.test('a hole that touches the outside at a corner is a loop of its own', (t) => {
  // Seen from above: the middle and a corner of the middle of a side are missing.
  const { parts } = facesOf(
    modelOfOne(voxels(5, (x, y, z) => z === 0 && !(x === 2 && y === 2) && !(x === 1 && y === 1))),
  );
  const { faces } = [...parts.values()][0]!;
  const loops = Array.from(
    { length: faces.count },
    (_, face) => faces.loopStarts[face + 1]! - faces.loopStarts[face]!,
  );
  t.strictSame(
    loops.filter((count) => count > 1),
    [3, 3],
    'top and bottom have two holes',
  );
  t.end();
});

t.test('unmerged, every triangle is a face', (t) => {
  t.equal(facesOf(modelOfOne(box()), false).faces, 12);
  t.end();
});

t.test('simple polygons', (t) => {
  const of = (...points: number[]) => isSimple(Float64Array.from(points));
  t.ok(of(0, 0, 1, 0, 0, 1));
  t.ok(of(0, 0, 4, 0, 4, 4, 0, 4), 'convex');
  t.ok(of(0, 0, 4, 0, 4, 4, 2, 1, 0, 4), 'with a notch');
  t.notOk(of(0, 0, 4, 4, 4, 0, 0, 4), 'a bow tie');
  t.notOk(of(0, 0, 4, 0, 4, 4, 2, 0, 0, 4), 'a notch that reaches the other side');
  t.notOk(of(0, 0, 4, 0, 2, 0, 2, 3), 'there and back');
  t.notOk(of(0, 0, 1, 1), 'no area');
  const comb = Array.from({ length: 2000 }, (_, at) => [at, at % 2 === 0 ? 0 : 1000]).flat();
  t.ok(of(...comb, 2000, 2000, -1, 2000), 'long and thin teeth');
  const star = Array.from({ length: 501 }, (_, at) => {
    const angle = (at * 250 * 2 * Math.PI) / 501;
    return [Math.cos(angle), Math.sin(angle)];
  }).flat();
  t.notOk(of(...star), 'a star whose every side crosses most others');
  t.end();
});
