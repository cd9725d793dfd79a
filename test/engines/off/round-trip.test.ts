// What is written as OFF is read back, by us, by assimp and by trimesh.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { Material, MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readOff } from '../../../src/engines/mesh/off/read-off.ts';
import { writeOff } from '../../../src/engines/mesh/off/write-off.ts';
import { eachFace } from '../../../src/engines/mesh/tools/polygons.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { haveTrimesh, readWithTrimesh } from '../../support/trimesh.ts';
import { LIMITS as ENGINE_LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { polygonMeshes } from '../mesh/polygon-meshes.ts';
import { box, LIMITS, modelOf } from '../mesh/shapes.ts';
import { TWO_BOXES, twoBoxes } from '../mesh/two-boxes.ts';

const folder = t.testdir();
const path = join(folder, 'model.off');

/** The places of the corners of each face, in the order of the file; floats were written in as few digits as tell them. */
function facesOf(
  { nodes, meshes }: MeshModel,
  isSingle: boolean,
  normalOf: (primitive: Primitive, vertex: number) => unknown,
) {
  const place = (value: number): number => (isSingle ? Math.fround(value) : value) + 0;
  return nodes.flatMap(({ mesh }) =>
    meshes[mesh!]!.primitives.flatMap((primitive) => {
      const faces: unknown[] = [];
      eachFace(primitive, (corners, from, to) => {
        const face = [...corners.subarray(from, to)].map((vertex) => [
          [...primitive.positions.subarray(vertex * 3, vertex * 3 + 3)].map(place),
          normalOf(primitive, vertex),
        ]);
        faces.push(face);
      });
      return faces;
    }),
  );
}

t.test('every point and every polygon comes back, bit by bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(polygonMeshes, { minLength: 1, maxLength: 3 }), async (primitives) => {
      const model = modelOf(primitives);
      const isSingle = primitives.some(({ positions }) => positions instanceof Float32Array);
      writeOff(model, path, 'all');
      const { model: read } = await readOff(path, {}, LIMITS);
      const normalOf = ({ normals }: Primitive, vertex: number) =>
        normals && [...normals.subarray(vertex * 3, vertex * 3 + 3)].map((value) => value + 0);
      const allHaveNormals = primitives.every(({ normals }) => normals !== undefined);
      const written = facesOf(model, isSingle, allHaveNormals ? normalOf : () => undefined);
      const seen = facesOf(read, isSingle, normalOf);
      if (JSON.stringify(written) !== JSON.stringify(seen)) {
        throw new Error(`${JSON.stringify(written)} became ${JSON.stringify(seen)}`);
      }
    }),
    { numRuns: 300 },
  );
});

/** The formula of IEC 61966-2-1. */
const linearOfByte = (value: number): number =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
const byteOfLinear = (value: number): number =>
  Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
const byte = fc.integer({ min: 0, max: 255 });

t.test('every colour of 8 bits comes back: at vertices, and at faces', async () => {
  const rgba = fc.tuple(byte, byte, byte, byte);
  await fc.assert(
    fc.asyncProperty(
      fc.array(rgba, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (colours, atVertices) => {
        // The first is not black, or nothing would say that colours run to 255.
        const palette = [[255, 0, 0, 255], ...colours];
        const linear = palette.map(([r, g, b, a]) => [r!, g!, b!].map(linearOfByte).concat(a! / 255));
        const materials = linear.map(
          (colour): Material => ({
            baseColour: colour as Material['baseColour'],
            metallic: 0,
            roughness: 0.5,
          }),
        );
        const primitives = palette.map((_, index): Primitive => {
          const cube = box([1, 1, 1], [index, 0, 0]);
          if (!atVertices) return { ...cube, material: index };
          return { ...cube, colours: Float32Array.from(Array(8).fill(linear[index]).flat()) };
        });
        writeOff({ ...modelOf(primitives), materials: atVertices ? [] : materials }, path, 'colours');
        const { model } = await readOff(path, {}, LIMITS);
        const seen = new Map<string, string>();
        for (const { positions, indices, colours, material } of model.meshes[0]!.primitives) {
          for (const vertex of indices) {
            const [r, g, b, a] = colours
              ? colours.subarray(vertex * 4, vertex * 4 + 4)
              : material === undefined
                ? [1, 1, 1, 1]
                : model.materials[material]!.baseColour;
            const cube = Math.floor(
              positions[vertex * 3]! - (positions[vertex * 3]! === palette.length ? 1 : 0),
            );
            seen.set(
              `${cube}`,
              [r!, g!, b!]
                .map(byteOfLinear)
                .concat(Math.round(a! * 255))
                .join(' '),
            );
          }
        }
        if (seen.size !== palette.length && atVertices) throw new Error(`${seen.size} cubes`);
        const expected = new Set(palette.map((colour) => colour.join(' ')));
        for (const colour of seen.values()) if (!expected.has(colour)) throw new Error(`${colour} is new`);
      },
    ),
    { numRuns: 200 },
  );
});

async function convert(t: Test, bytes: Buffer, source: 'obj' | 'ply' | 'off' | 'glb', options = {}) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), 'off', { options });
  const report = await meshEngine.convert(job, ENGINE_LIMITS, () => {});
  return { report, path: job.targetPath, text: readFileSync(job.targetPath, 'utf8') };
}

const near = (value: number, expected: number): boolean =>
  Math.abs(value - expected) <= Math.abs(expected) * 1e-5;

t.test('assimp and trimesh see the two boxes', async (t) => {
  for (const source of ['obj', 'ply', 'glb'] as const) {
    const { path, text, report } = await convert(t, twoBoxes(source), source);
    t.match(text, /^C?OFF\n# written by converto; mm, Z-up\n16 24 0\n/, source);
    const seen = await readIndependently(path, 'off');
    t.match(seen, { triangles: 24, min: TWO_BOXES.min, max: TWO_BOXES.max }, source);
    t.ok(near(seen.area, TWO_BOXES.area) && near(seen.volume, TWO_BOXES.volume), source);
    t.match(report.target, { triangles: 24, bodies: 2, unit: 'mm', upAxis: 'z' });
    await t.test(`${source}: trimesh`, { skip: haveTrimesh ? false : 'no Python or no PyPI' }, (t) => {
      const { triangles, area, volume } = readWithTrimesh(path);
      t.equal(triangles, 24);
      t.ok(near(area, TWO_BOXES.area) && near(volume, TWO_BOXES.volume));
      t.end();
    });
  }
});

t.test('normals and texture coordinates on request', async (t) => {
  const plain = await convert(t, twoBoxes('ply'), 'ply');
  t.match(
    plain.report.lost.map(({ what }) => what),
    ['vertex normals', 'texture coordinates'],
  );
  const all = await convert(t, twoBoxes('ply'), 'ply', { vertex_attributes: 'all' });
  t.match(all.text, /^STCNOFF\n/);
  t.strictSame(all.report.lost, []);
  const seen = await readIndependently(all.path, 'off');
  t.match(seen, { triangles: 24, min: TWO_BOXES.min, max: TWO_BOXES.max });
});

t.test('the same model gives the same bytes', async (t) => {
  const [one, two] = [await convert(t, twoBoxes('glb'), 'glb'), await convert(t, twoBoxes('glb'), 'glb')];
  t.equal(one.text, two.text);
});

const skip = haveSamples ? false : 'no ../shared/samples';

t.test('Wuson.off is what assimp and trimesh see, before and after', { skip }, async (t) => {
  const bytes = readFileSync(samplePath('Wuson.off'));
  const expected = await readIndependently(samplePath('Wuson.off'), 'off');
  const { report, path } = await convert(t, bytes, 'off');
  const seen = await readIndependently(path, 'off');
  for (const { triangles, area, min } of [expected, seen]) {
    t.equal(triangles, report.target.triangles);
    t.ok(near(area, report.target.area!));
    t.ok(min.every((value, axis) => near(value, report.source.bounds!.min[axis]!)));
  }
  await t.test('trimesh', { skip: haveTrimesh ? false : 'no Python or no PyPI' }, (t) => {
    t.ok(near(readWithTrimesh(samplePath('Wuson.off')).area, report.source.area!));
    t.ok(near(readWithTrimesh(path).area, report.target.area!));
    t.end();
  });
});
