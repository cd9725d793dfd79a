import fc from 'fast-check';
import t from 'tap';
import { Uint32List } from '../../../src/engines/mesh/tools/growable.ts';
import { triangulatePolygon } from '../../../src/engines/mesh/tools/triangulate-polygon.ts';

type Flat = [number, number][];

/** Triangles of a polygon in the plane z = 0. */
function cut(points: Flat, lift: (x: number, y: number) => number[] = (x, y) => [x, y, 0]): number[][] {
  const out = new Uint32List();
  const positions = Float64Array.from(points.flatMap(([x, y]) => lift(x, y)));
  triangulatePolygon(positions, Uint32Array.from(points.keys()), 0, points.length, out);
  const flat = [...out.view()];
  return Array.from({ length: flat.length / 3 }, (_, k) => flat.slice(k * 3, k * 3 + 3));
}

const cross = ([ax, ay]: number[], [bx, by]: number[], [cx, cy]: number[]): number =>
  (bx! - ax!) * (cy! - ay!) - (by! - ay!) * (cx! - ax!);

const areaOf = (points: Flat): number =>
  points.reduce((sum, [x, y], k) => {
    const [u, v] = points[(k + 1) % points.length]!;
    return sum + (x * v - u * y) / 2;
  }, 0);

/** Sums of signed and of absolute areas: equal to the area of the polygon only where nothing overlaps. */
function areas(points: Flat, triangles: number[][]) {
  const each = triangles.map(([a, b, c]) => cross(points[a!]!, points[b!]!, points[c!]!) / 2);
  return {
    signed: each.reduce((sum, area) => sum + area, 0),
    absolute: each.reduce((sum, area) => sum + Math.abs(area), 0),
  };
}

const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** A star-shaped polygon: growing angles, any radius. Counter-clockwise, mostly concave, never crossing itself. */
const star = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 })), {
    minLength: 4,
    maxLength: 40,
  })
  .map((steps): Flat => {
    const total = steps.reduce((sum, [step]) => sum + step, 0);
    let angle = 0;
    return steps.map(([step, radius]) => {
      angle += (step / total) * 2 * Math.PI;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
  })
  // A gap of half a turn would put the centre outside.
  .filter((points) =>
    points.every(([x, y], k) => {
      const [u, v] = points[(k + 1) % points.length]!;
      return x * v - u * y > 1e-6;
    }),
  );

t.test('every star-shaped polygon is covered exactly, in the same direction', async (t) => {
  fc.assert(
    fc.property(star, (points) => {
      const triangles = cut(points);
      const { signed, absolute } = areas(points, triangles);
      return (
        triangles.length === points.length - 2 &&
        near(signed, areaOf(points)) &&
        near(absolute, areaOf(points))
      );
    }),
    { numRuns: 300, seed: 1975 },
  );
  t.pass();
});

t.test('clockwise polygons and other planes are cut the same way', async (t) => {
  const planes: ((x: number, y: number) => number[])[] = [
    (x, y) => [0, x, y],
    (x, y) => [y, 0, x],
    (x, y) => [x, y, 0.3 * x - 0.7 * y + 5],
  ];
  fc.assert(
    fc.property(star, fc.constantFrom(...planes), (points, plane) => {
      const turned = points.toReversed();
      const { signed, absolute } = areas(turned, cut(turned, plane));
      return near(signed, -areaOf(points)) && near(absolute, areaOf(points));
    }),
    { numRuns: 200, seed: 1976 },
  );
  t.pass();
});

t.test('known hard ones', async (t) => {
  const arrow: Flat = [
    [0, 0],
    [4, 4],
    [0, 2],
    [-4, 4],
  ];
  t.match(areas(arrow, cut(arrow)), { signed: 8, absolute: 8 });
  const arrowFromTip: Flat = [
    [0, 2],
    [-4, 4],
    [0, 0],
    [4, 4],
  ];
  t.match(
    areas(arrowFromTip, cut(arrowFromTip)),
    { signed: 8, absolute: 8 },
    'the first corner is the reflex one',
  );
  const comb: Flat = [
    [0, 0],
    [7, 0],
    [7, 5],
    [6, 5],
    [6, 1],
    [5, 1],
    [5, 5],
    [4, 5],
    [4, 1],
    [3, 1],
    [3, 5],
    [0, 5],
  ];
  t.match(areas(comb, cut(comb)), { signed: 27, absolute: 27 });
  const inLine: Flat = [
    [0, 0],
    [1, 0],
    [2, 0],
    [2, 2],
    [1, 2],
    [0, 2],
    [0, 1],
  ];
  t.match(areas(inLine, cut(inLine)), { signed: 4, absolute: 4 }, 'corners in line');
  // A square with a square hole, joined by a bridge that is passed twice.
  const hole: Flat = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
    [1, 1],
    [1, 3],
    [3, 3],
    [3, 1],
    [1, 1],
  ];
  t.match(areas(hole, cut(hole)), { signed: 12, absolute: 12 }, 'a hole on a bridge');
  const convex: Flat = [
    [2, 0],
    [1, 2],
    [-1, 2],
    [-2, 0],
    [0, -2],
  ];
  t.strictSame(
    cut(convex),
    [
      [0, 1, 2],
      [0, 2, 3],
      [0, 3, 4],
    ],
    'a fan where it is convex',
  );
});

t.test(
  'what is no polygon gives nothing, what is flat or crosses itself still n - 2 triangles',
  async (t) => {
    t.strictSame(cut([]), []);
    t.strictSame(
      cut([
        [0, 0],
        [1, 1],
      ]),
      [],
    );
    t.equal(
      cut([
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
      ]).length,
      3,
    );
    t.equal(
      cut([
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ]).length,
      2,
    );
    const pentagram = [0, 2, 4, 1, 3].map((k): [number, number] => [
      Math.cos(k * 0.4 * Math.PI),
      Math.sin(k * 0.4 * Math.PI),
    ]);
    t.equal(cut(pentagram).length, 3);
    t.equal(
      cut([
        [5, 5],
        [5, 5],
        [5, 5],
        [5, 5],
      ]).length,
      2,
    );
  },
);

t.test('a polygon of ten thousand corners that spiral inwards ends soon', async (t) => {
  const count = 5000;
  const arm =
    (width: number) =>
    (_: unknown, k: number): [number, number] => {
      const turn = (k / count) * 40 * Math.PI;
      return [(turn + width) * Math.cos(turn), (turn + width) * Math.sin(turn)];
    };
  const outer = Array.from({ length: count }, arm(2));
  const inner = Array.from({ length: count }, arm(0)).toReversed();
  t.equal(cut([...outer, ...inner]).length, 2 * count - 2);
});
