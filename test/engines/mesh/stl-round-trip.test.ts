// What is written as STL, binary and ASCII, is read back triangle by triangle.
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readStl } from '../../../src/engines/mesh/stl/read-stl.ts';
import { writeStl } from '../../../src/engines/mesh/stl/write-stl.ts';
import { polygonMeshes } from './polygon-meshes.ts';
import { LIMITS, modelOf } from './shapes.ts';

const path = join(t.testdir(), 'model.stl');

/** The corners of each triangle of a primitive in the 32 bits that STL has; without those that have two equal corners. */
function trianglesOf({ positions, indices }: Primitive): string[] {
  const corners = [...indices].map((vertex) =>
    [...positions.subarray(vertex * 3, vertex * 3 + 3)].map((value) => Math.fround(value) + 0).join(' '),
  );
  const triangles = Array.from({ length: corners.length / 3 }, (_, at) => corners.slice(at * 3, at * 3 + 3));
  return triangles.filter((triangle) => new Set(triangle).size === 3).map((triangle) => triangle.join(', '));
}

const partsOf = ({ nodes, meshes }: MeshModel) =>
  nodes.map(({ name, mesh }) => ({ name, triangles: meshes[mesh!]!.primitives.flatMap(trianglesOf) }));

const names = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 _.-]{0,20}[A-Za-z0-9])?$/);

/** One part for each name. */
const models = fc
  .array(fc.record({ name: names, primitive: polygonMeshes }), { minLength: 1, maxLength: 3 })
  .map((parts) =>
    modelOf(
      parts.map(({ primitive }) => primitive),
      parts.map(({ name }, mesh) => ({ name, mesh })),
    ),
  )
  .filter((model) => partsOf(model).every(({ triangles }) => triangles.length > 0));

const expectSame = (seen: unknown, written: unknown): void => {
  const [is, was] = [JSON.stringify(seen), JSON.stringify(written)];
  if (is !== was) throw new Error(`${was} became ${is}`);
};

t.test('binary: every triangle comes back bit by bit, all in one part', async () => {
  await fc.assert(
    fc.asyncProperty(models, async (model) => {
      writeStl(model, path, 'binary', 'model');
      const { model: read } = await readStl(path, {}, LIMITS);
      const triangles = partsOf(model).flatMap((part) => part.triangles);
      expectSame(partsOf(read), [{ name: undefined, triangles }]);
    }),
    { numRuns: 300 },
  );
});

t.test('ASCII: every triangle comes back bit by bit, in parts with their names', async () => {
  await fc.assert(
    fc.asyncProperty(models, async (model) => {
      writeStl(model, path, 'ascii', 'model');
      const { model: read } = await readStl(path, {}, LIMITS);
      expectSame(partsOf(read), partsOf(model));
    }),
    { numRuns: 300 },
  );
});
