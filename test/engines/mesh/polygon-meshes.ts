import fc from 'fast-check';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { PolygonList } from '../../../src/engines/mesh/tools/polygon-list.ts';
import { LIMITS } from './shapes.ts';

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const single = fc.float({ ...finite, min: Math.fround(-3e38), max: Math.fround(3e38) });
const double = fc.double({ ...finite, min: -3e38, max: 3e38 });

/** A primitive of the given faces, as a reader makes it. */
export function withFaces(
  attributes: Omit<Primitive, 'indices' | 'polygons'>,
  faces: readonly number[][],
): Primitive {
  const list = new PolygonList(faces.length, LIMITS);
  for (const face of faces) {
    list.begin(face.length);
    for (const vertex of face) list.corner(vertex);
  }
  return { ...attributes, ...list.finish(attributes.positions) };
}

/** Faces of three to seven corners anywhere in space, no corner twice in a face; positions in 32 or 64 bits. */
export const polygonMeshes: fc.Arbitrary<Primitive> = fc.integer({ min: 7, max: 14 }).chain((vertices) =>
  fc
    .record({
      positions: fc.oneof(
        fc
          .array(single, { minLength: vertices * 3, maxLength: vertices * 3 })
          .map((all) => Float32Array.from(all)),
        fc
          .array(double, { minLength: vertices * 3, maxLength: vertices * 3 })
          .map((all) => Float64Array.from(all)),
      ),
      normals: fc.option(fc.array(fc.constantFrom(0, 1, 2), { minLength: vertices, maxLength: vertices }), {
        nil: undefined,
      }),
      faces: fc.array(
        fc.uniqueArray(fc.integer({ min: 0, max: vertices - 1 }), { minLength: 3, maxLength: 7 }),
        { minLength: 1, maxLength: 8 },
      ),
    })
    .map(({ positions, normals, faces }) =>
      withFaces(
        {
          positions,
          ...(normals && {
            normals: Float32Array.from(
              normals.flatMap((axis) => [0, 1, 2].map((at) => (at === axis ? 1 : 0))),
            ),
          }),
        },
        faces,
      ),
    ),
);
