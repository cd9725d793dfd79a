import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { Material, Primitive } from '../../../src/engines/mesh/model.ts';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { writeObj } from '../../../src/engines/mesh/obj/write-obj.ts';
import { LIMITS, modelOf } from './shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'converto-obj-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

const finite = { noNaN: true, noDefaultInfinity: true } as const;
const single = fc.float(finite);
const double = fc.double({ ...finite, min: -3e38, max: 3e38 });
const unit = fc.float({ ...finite, min: 0, max: 1 });
const byte = fc.integer({ min: 0, max: 255 });

/** The formula of IEC 61966-2-1. */
const linearOfByte = (value: number): number =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
const byteOfLinear = (value: number): number =>
  Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));

const primitives: fc.Arbitrary<Primitive> = fc
  .record({ vertices: fc.integer({ min: 3, max: 12 }), triangles: fc.integer({ min: 1, max: 12 }) })
  .chain(({ vertices, triangles }) => {
    const list = <T>(item: fc.Arbitrary<T>, width: number) =>
      fc.array(item, { minLength: vertices * width, maxLength: vertices * width });
    return fc.record(
      {
        positions: fc.oneof(
          list(single, 3).map((values) => Float32Array.from(values)),
          list(double, 3).map((values) => Float64Array.from(values)),
        ),
        indices: fc
          .array(fc.integer({ min: 0, max: vertices - 1 }), {
            minLength: triangles * 3,
            maxLength: triangles * 3,
          })
          .map((values) => Uint32Array.from(values)),
        uvs: list(unit, 2).map((values) => Float32Array.from(values)),
        normals: list(fc.constantFrom(-1, 0, 1), 1).map((axes) =>
          Float32Array.from(
            axes.flatMap((axis) => [axis === -1 ? 1 : 0, axis === 0 ? -1 : 0, axis === 1 ? 1 : 0]),
          ),
        ),
        material: fc.integer({ min: 0, max: 2 }),
      },
      { requiredKeys: ['positions', 'indices'] },
    );
  });

const withColours = (primitive: Primitive): fc.Arbitrary<Primitive> => {
  const vertices = primitive.positions.length / 3;
  return fc.array(byte, { minLength: vertices * 3, maxLength: vertices * 3 }).map((bytes) => ({
    ...primitive,
    colours: Float32Array.from({ length: vertices * 4 }, (_, at) =>
      at % 4 === 3 ? 1 : linearOfByte(bytes[Math.floor(at / 4) * 3 + (at % 4)]!),
    ),
  }));
};

/** What each corner of each triangle has, in the order of the file; a 32-bit float where the writer had no more. */
const cornersOf = ({ positions, indices, uvs, normals, colours }: Primitive, single: boolean) =>
  [...indices].map((vertex) => ({
    position: [...positions.subarray(vertex * 3, vertex * 3 + 3)].map(
      (value) => (single ? Math.fround(value) : value) + 0,
    ),
    uv: uvs && [...uvs.subarray(vertex * 2, vertex * 2 + 2)],
    normal: normals && [...normals.subarray(vertex * 3, vertex * 3 + 3)].map((value) => value + 0),
    colour: colours && [...colours.subarray(vertex * 4, vertex * 4 + 3)].map(byteOfLinear),
  }));

/** v is written as 1 - v: what is below the last digit of 1 is not kept. */
const nearUv = (uv: number[] | undefined, read: number[] | undefined): boolean =>
  uv === undefined || read === undefined
    ? uv === read
    : Math.abs(uv[0]! - read[0]!) === 0 && Math.abs(uv[1]! - read[1]!) <= 1e-16;

const materials = ['a', 'b', 'c'].map(
  (name): Material => ({ name, baseColour: [1, 1, 1, 1], metallic: 0, roughness: 1 }),
);

async function readsBack(parts: Primitive[]): Promise<void> {
  const path = join(folder, 'model.obj');
  writeObj({ ...modelOf(parts), materials }, path, 'model');
  const { model } = await readObj(path, {}, LIMITS);
  t.equal(model.nodes.length, parts.length);
  parts.forEach((part, index) => {
    const read = model.meshes[index]!.primitives;
    if (read.length !== 1) throw new Error(`${read.length} primitives`);
    const names = [part, read[0]!].map(({ material }) => (material === undefined ? undefined : material));
    const written = names[0] === undefined ? undefined : materials[names[0]]!.name;
    const seen = names[1] === undefined ? undefined : model.materials[names[1]]!.name;
    if (written !== seen) throw new Error(`material ${written} became ${seen}`);
    const single = part.positions instanceof Float32Array;
    const corners = cornersOf(read[0]!, single);
    cornersOf(part, single).forEach((corner, at) => {
      const { uv, ...rest } = corners[at]!;
      const { uv: writtenUv, ...writtenRest } = corner;
      if (JSON.stringify(rest) !== JSON.stringify(writtenRest) || !nearUv(writtenUv, uv)) {
        throw new Error(`${JSON.stringify(corner)} became ${JSON.stringify(corners[at])}`);
      }
    });
  });
}

t.test('every position, uv, normal and material comes back, bit by bit', async () => {
  const parts = fc.array(primitives, { minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(parts, readsBack), { numRuns: 300 });
});

t.test('every colour of 8 bits comes back', async () => {
  const parts = fc.array(primitives.chain(withColours), { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(parts, readsBack), { numRuns: 200 });
});
