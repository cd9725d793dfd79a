import fc from 'fast-check';
import t from 'tap';
import { Uint32List } from '../../../src/engines/mesh/tools/growable.ts';
import { ringOfTriangles } from '../../../src/engines/mesh/tools/ring-of-triangles.ts';
import { triangulatePolygon } from '../../../src/engines/mesh/tools/triangulate-polygon.ts';

const FIRST = 7;

t.test('what was cut is whole again', (t) => {
  const radii = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 4, maxLength: 40 });
  fc.assert(
    fc.property(radii, fc.nat(), (radii, turn) => {
      const size = radii.length;
      const positions = new Float64Array((FIRST + size) * 3);
      for (const [at, radius] of radii.entries()) {
        const angle = (2 * Math.PI * at) / size;
        positions.set([radius * Math.cos(angle), radius * Math.sin(angle)], (FIRST + at) * 3);
      }
      const corners = Uint32Array.from({ length: size }, (_, at) => FIRST + ((at + turn) % size));
      const cut = new Uint32List();
      triangulatePolygon(positions, corners, 0, size, cut);
      const triangles = [0, 1, 2, ...cut.view()];
      const ring = ringOfTriangles(triangles, 3, size)!;
      const begin = ring.indexOf(corners[0]!);
      t.strictSame([...ring.slice(begin), ...ring.slice(0, begin)], [...corners]);
    }),
  );
  t.end();
});

t.test('what is no polygon', (t) => {
  const no: Record<string, { size: number; triangles: number[] }> = {
    'two triangles apart': { size: 4, triangles: [0, 1, 2, 3, 4, 5] },
    'one that is turned over': { size: 4, triangles: [0, 1, 2, 0, 3, 2] },
    'twice the same': { size: 4, triangles: [0, 1, 2, 0, 1, 2] },
    'front and back': { size: 4, triangles: [0, 1, 2, 2, 1, 0] },
    'a corner twice': { size: 4, triangles: [0, 1, 1, 0, 1, 2] },
    'joined at a corner': { size: 5, triangles: [0, 1, 2, 2, 3, 4, 4, 5, 6] },
    'a ring and something else': { size: 5, triangles: [0, 1, 2, 0, 2, 3, 4, 5, 6] },
    'a closed surface': { size: 6, triangles: [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3] },
  };
  for (const [name, { size, triangles }] of Object.entries(no)) {
    t.equal(ringOfTriangles(triangles, 0, size), undefined, name);
  }
  t.end();
});
