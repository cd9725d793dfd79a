// Faces of more than three corners: kept from OBJ, PLY and OFF to each other, cut for the others, and counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { smoothNormals } from '../../../src/engines/mesh/edits/smooth-normals.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { type Primitive, polygonsOf } from '../../../src/engines/mesh/model.ts';
import { readObj } from '../../../src/engines/mesh/obj/read-obj.ts';
import { writeObj } from '../../../src/engines/mesh/obj/write-obj.ts';
import { readPly } from '../../../src/engines/mesh/ply/read-ply.ts';
import { writePly } from '../../../src/engines/mesh/ply/write-ply.ts';
import { flatten } from '../../../src/engines/mesh/tools/flatten.ts';
import { countPolygons, eachFace } from '../../../src/engines/mesh/tools/polygons.ts';
import { weldPrimitive } from '../../../src/engines/mesh/tools/weld.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { haveTrimesh, readWithTrimesh } from '../../support/trimesh.ts';
import { LIMITS as ENGINE_LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { polygonMeshes, withFaces } from './polygon-meshes.ts';
import { LIMITS, modelOf } from './shapes.ts';

/** A house of 3 × 2 × 2 with a gable of 1: two pentagons, five quads of which one is halved; an arrow with a notch. */
const HOUSE = `
v 0 0 0
v 3 0 0
v 3 2 0
v 0 2 0
v 0 0 2
v 3 0 2
v 3 2 2
v 0 2 2
v 0 1 3
v 3 1 3
f 4 3 2 1
f 1 2 6 5
f 3 4 8 7
f 1 5 9 8 4
f 2 3 7 10 6
f 5 6 10 9
f 7 8 9
f 7 9 10
v 10 0 0
v 14 0 0
v 11 1 0
v 14 2 0
v 10 2 0
f 11 12 13 14 15
`;
async function convert(t: Test, source: FormatId, bytes: Buffer | string, target: FormatId, options = {}) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target, { options });
  const report = await meshEngine.convert(job, ENGINE_LIMITS, () => {});
  return { report, path: job.targetPath, bytes: readFileSync(job.targetPath) };
}

/** The faces of an OBJ file by the places of their corners, read by this test alone. */
function facesOfObj(text: string): string[][] {
  const points = [...text.matchAll(/^v (.*)$/gm)].map(([, place]) => place!.split(' ').map(Number).join(' '));
  return [...text.matchAll(/^f (.*)$/gm)].map(([, face]) =>
    face!.split(' ').map((corner) => points[Number.parseInt(corner, 10) - 1]!),
  );
}

/** As facesOfObj. */
function facesOfOff(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const [vertices, faces] = lines[1]!.split(' ').map(Number) as [number, number];
  const points = lines.slice(2, 2 + vertices);
  return lines.slice(2 + vertices, 2 + vertices + faces).map((line) =>
    line
      .split(' ')
      .slice(1)
      .map((corner) => points[Number(corner)]!),
  );
}

t.test('OBJ to PLY to OFF to OBJ: the same faces in the same order', async (t) => {
  const ply = await convert(t, 'obj', HOUSE, 'ply', { encoding: 'binary_big_endian' });
  const off = await convert(t, 'ply', ply.bytes, 'off');
  const obj = await convert(t, 'off', off.bytes, 'obj');
  t.strictSame(facesOfObj(obj.bytes.toString()), facesOfObj(HOUSE));
  t.match(off.bytes.toString(), /^15 9 0$/m);
  t.strictSame(facesOfOff(off.bytes.toString()), facesOfObj(HOUSE));
  for (const { report, path } of [ply, off, obj]) {
    t.match(report.target, { triangles: 19, bodies: 1, area: report.source.area });
    t.strictSame(
      report.lost.filter(({ what }) => what === 'polygons'),
      [],
    );
    const seen = await readIndependently(path, report.target.format);
    t.equal(seen.triangles, 19);
    t.ok(Math.abs(seen.area - report.target.area!) < 1e-4, 'assimp sees the same area');
  }
});

t.test('cut into triangles on request, for programs that read nothing else', async (t) => {
  for (const target of ['obj', 'ply', 'off'] as const) {
    const { report, path } = await convert(t, 'obj', HOUSE, target, { faces: 'triangles' });
    t.match(report.target, { triangles: 19 });
    t.match(
      report.lost.find(({ what }) => what === 'polygons'),
      { count: 7, why: /"faces"/ },
    );
    await t.test(`${target}: trimesh`, { skip: haveTrimesh ? false : 'no Python or no PyPI' }, (t) => {
      const seen = readWithTrimesh(path);
      t.equal(seen.triangles, 19);
      t.ok(Math.abs(seen.area - report.target.area!) < 1e-4);
      t.end();
    });
  }
});

t.test('from VRML to OBJ', async (t) => {
  const vrml = `#VRML V2.0 utf8
    Shape { geometry IndexedFaceSet { coord Coordinate { point [0 0 0, 1 0 0, 1 0 1, 0 0 1, 0.5 0 2] } coordIndex [0 1 2 4 3] } }
    Shape { geometry Box { } }`;
  const { bytes, report } = await convert(t, 'vrml', vrml, 'obj');
  t.strictSame(
    facesOfObj(bytes.toString()).map((face) => face.length),
    [5, 4, 4, 4, 4, 4, 4],
  );
  t.strictSame(report.lost, []);
});

t.test('a target of triangles cuts them, and the report counts them', async (t) => {
  for (const target of ['stl', 'glb'] as const) {
    const { report } = await convert(t, 'obj', HOUSE, target);
    t.match(
      report.lost.find(({ what }) => what === 'polygons'),
      { count: 7, why: /holds triangles only/ },
      target,
    );
    t.equal(report.target.triangles, 19);
  }
  const triangles = await convert(t, 'obj', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', 'stl');
  t.strictSame(triangles.report.lost, []);
});

t.test('a polygon of more corners than a byte can count', async (t) => {
  const corners = Array.from({ length: 300 }, (_, at) => (at / 300) * 2 * Math.PI);
  const points = corners.map((angle) => `v ${Math.cos(angle)} ${Math.sin(angle)} 0`);
  const obj = `${points.join('\n')}\nf ${corners.map((_, at) => at + 1).join(' ')}\n`;
  for (const encoding of ['ascii', 'binary_little_endian']) {
    const { bytes, report, path } = await convert(t, 'obj', obj, 'ply', { encoding });
    t.match(bytes.toString('latin1'), /^element face 1\nproperty list int int vertex_indices\n/m);
    t.equal(report.target.triangles, 298);
    t.equal((await readIndependently(path, 'ply')).triangles, 298);
  }
});

const sizesOf = (primitive: Primitive): number[] => {
  const sizes: number[] = [];
  eachFace(primitive, (_, from, to) => sizes.push(to - from));
  return sizes;
};
const SQUARE = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0];

t.test('welding keeps polygons right', (t) => {
  const twice = withFaces({ positions: Float64Array.from([...SQUARE, ...SQUARE]) }, [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
  const welded = weldPrimitive(twice);
  t.strictSame([...polygonsOf(welded)!.corners], [0, 1, 2, 3, 0, 1, 2, 3]);
  t.equal(polygonsOf(welded)!.indices, welded.indices);

  const collapsing = withFaces({ positions: Float64Array.from([...SQUARE, 0, 0, 0, 5, 5, 5]) }, [
    [0, 1, 2, 3, 4], // the last is the first
    [0, 4, 1, 2], // becomes a triangle
    [0, 4, 0], // vanishes
    [0, 1, 2, 3],
  ]);
  const left = weldPrimitive(collapsing);
  t.strictSame(sizesOf(left), [4, 3, 4]);
  t.equal(left.indices.length / 3, 5);

  const touching = withFaces({ positions: Float64Array.from([...SQUARE, 0, 0, 0]) }, [
    [0, 1, 4, 2],
    [0, 1, 2, 3],
  ]);
  const apart = weldPrimitive(touching);
  t.equal(
    apart.indices.length / 3,
    sizesOf(apart).reduce((sum, size) => sum + size - 2, 0),
    'as many triangles as the faces say',
  );
  const none = weldPrimitive(
    withFaces({ positions: Float64Array.from([...SQUARE, 0, 0, 0]) }, [[0, 4, 1, 2]]),
  );
  t.equal(polygonsOf(none), undefined);
  t.equal(none.indices.length, 3);
  t.end();
});

t.test('a mirror turns polygons over', (t) => {
  const square = withFaces({ positions: Float64Array.from(SQUARE) }, [[0, 1, 2, 3]]);
  const matrix = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const [primitive] = flatten(modelOf([square], [{ mesh: 0, matrix }])).meshes[0]!.primitives;
  t.strictSame([...polygonsOf(primitive!)!.corners], [0, 3, 2, 1]);
  t.strictSame([...primitive!.indices], [0, 2, 1, 0, 3, 2]);
  t.end();
});

t.test('other triangles forget the polygons', (t) => {
  const square = withFaces({ positions: Float64Array.from(SQUARE) }, [[0, 1, 2, 3]]);
  t.equal(countPolygons(square), 1);
  t.equal(countPolygons({ ...square, indices: square.indices.slice(0, 3) }), 0);
  t.end();
});

t.test('smooth normals keep polygons', async (t) => {
  const { bytes, report } = await convert(t, 'obj', HOUSE, 'obj', { smooth_angle: 40 });
  t.strictSame(facesOfObj(bytes.toString()), facesOfObj(HOUSE));
  t.match(bytes.toString(), /^vn /m);
  t.equal(report.target.triangles, 19);
});

t.test('merging parts keeps polygons', async (t) => {
  const parts = HOUSE.replace('v 10 0 0', 'o arrow\nv 10 0 0');
  const { bytes, report } = await convert(t, 'obj', parts, 'obj', { parts: 'merge' });
  t.strictSame(facesOfObj(bytes.toString()), facesOfObj(HOUSE));
  t.match(report.target, { parts: 1, triangles: 19 });
});

t.test('the normals of a fan of very many triangles take no time that grows with their square', (t) => {
  const count = 200_000;
  const positions = new Float64Array((count + 2) * 3);
  for (let at = 0; at <= count; at += 1)
    positions.set([Math.cos(at / 4e4), Math.sin(at / 4e4), 0], at * 3 + 3);
  positions[2] = 1;
  const indices = new Uint32Array(count * 3);
  for (let at = 0; at < count; at += 1) indices.set([0, at + 1, at + 2], at * 3);
  const { normals } = smoothNormals({ positions, indices }, 0.5);
  t.ok(normals!.every((value) => value <= 1.000001));
  t.ok(normals![2]! > 0.6, 'the tip leans to the side of its triangles');
  t.end();
});

const folder = t.testdir();

for (const [name, write, read] of [
  ['OBJ', (model, path) => writeObj(model, path, 'model'), (path) => readObj(path, {}, LIMITS)],
  [
    'PLY',
    (model, path) => writePly(model, path, 'binary_little_endian'),
    (path) => readPly(path, {}, LIMITS),
  ],
  ['ASCII PLY', (model, path) => writePly(model, path, 'ascii'), (path) => readPly(path, {}, LIMITS)],
] as const satisfies [
  string,
  (model: ReturnType<typeof modelOf>, path: string) => void,
  (path: string) => ReturnType<typeof readObj>,
][]) {
  t.test(`every polygon comes back from ${name}`, async () => {
    const path = join(folder, `model.${name}`);
    await fc.assert(
      fc.asyncProperty(polygonMeshes, async (primitive) => {
        write(modelOf([primitive]), path);
        const { model } = await read(path);
        const seen = placesOf(model.meshes[0]!.primitives[0]!);
        if (seen !== placesOf(primitive)) throw new Error(`${placesOf(primitive)} became ${seen}`);
      }),
      { numRuns: 200 },
    );
  });
}

function placesOf(primitive: Primitive): string {
  const faces: unknown[] = [];
  eachFace(primitive, (corners, from, to) => {
    faces.push(
      [...corners.subarray(from, to)].map((vertex) =>
        // A text of few digits is read as a double.
        [...primitive.positions.subarray(vertex * 3, vertex * 3 + 3)].map((value) => Math.fround(value) + 0),
      ),
    );
  });
  return JSON.stringify(faces);
}
