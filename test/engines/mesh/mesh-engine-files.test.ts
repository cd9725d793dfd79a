// What the written files hold beside the shape: shared vertices, the encoding that was asked for, and what the report
// says of them.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import { cubeStl } from '../../support/cube.ts';
import { readIndependently } from '../../support/independent-reader.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import type { LooseJson } from '../gltf/build-gltf.ts';
import { twoBoxes } from './two-boxes.ts';

async function convert(
  t: Test,
  source: FormatId,
  bytes: Buffer | string,
  target: FormatId,
  options: Record<string, unknown> = {},
) {
  const folder = await openFolder(t);
  const job = folder.job(source, await folder.put(`source.${source}`, bytes), target, { options });
  const report = await meshEngine.convert(job, LIMITS, () => {});
  return { report, path: job.targetPath, bytes: readFileSync(job.targetPath) };
}

const linesOf = (bytes: Buffer, keyword: string): number =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${keyword} `)).length;

const jsonOf = (glb: Buffer): LooseJson => JSON.parse(glb.toString('utf8', 20, 20 + glb.readUInt32LE(12)));

/** For each primitive how many vertices it has and how many indices. */
function primitivesOf(glb: Buffer): { vertices: number; indices: number }[] {
  const { meshes, accessors } = jsonOf(glb);
  return meshes.flatMap(({ primitives }: LooseJson) =>
    primitives.map(({ attributes, indices }: LooseJson) => ({
      vertices: accessors[attributes.POSITION].count,
      indices: accessors[indices].count,
    })),
  );
}

t.test('the 36 corners of an STL cube become 8 shared vertices', async (t) => {
  const obj = await convert(t, 'stl', cubeStl(10), 'obj');
  t.equal(linesOf(obj.bytes, 'v'), 8);
  t.equal(linesOf(obj.bytes, 'f'), 12);
  t.equal(obj.report.target.vertices, 8);

  const ply = await convert(t, 'stl', cubeStl(10), 'ply');
  t.match(ply.bytes.toString('latin1'), /^element vertex 8\n.*^element face 12\n/ms);
  t.equal(ply.report.target.vertices, 8);

  const glb = await convert(t, 'stl', cubeStl(10), 'glb');
  t.strictSame(primitivesOf(glb.bytes), [{ vertices: 8, indices: 36 }], 'no normal splits them');
  t.equal(glb.report.target.vertices, 8);

  const step = await convert(t, 'stl', cubeStl(10), 'step');
  t.equal(step.report.target.vertices, 8);
});

t.test('where normals are kept, a corner is a vertex for each of its sides', async (t) => {
  const glb = await convert(t, 'obj', twoBoxes('obj'), 'glb');
  const box = { vertices: 24, indices: 36 };
  t.strictSame(primitivesOf(glb.bytes), [box, box]);
  const ply = await convert(t, 'obj', twoBoxes('obj'), 'ply');
  t.match(ply.bytes.toString('latin1'), /^element vertex 48\n/m);
  const obj = await convert(t, 'ply', twoBoxes('ply'), 'obj');
  t.equal(linesOf(obj.bytes, 'v'), 16, 'OBJ lists positions apart from normals');
  t.equal(linesOf(obj.bytes, 'vn'), 6);
  t.equal(linesOf(obj.bytes, 'vt'), 4);
});

t.test('vertices that no difference tells apart are made one in every format', async (t) => {
  const { points, faces } = soupOfTetrahedron();
  const obj = [...points.map((point) => `v ${point}`), ...faces.map((face) => `f ${face}`)].join('\n');
  for (const target of ['ply', 'glb'] as const) {
    const { report } = await convert(t, 'obj', `${obj}\n`, target);
    t.match(report.target, { vertices: 4, triangles: 4, bodies: 1 }, target);
  }
});

/** Four triangles with corners of their own, as OBJ counts them. */
function soupOfTetrahedron() {
  const corners = ['0 0 0', '1 0 0', '0 1 0', '0 0 1'];
  const points = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3].map((corner) => corners[corner]!);
  return { points, faces: [0, 3, 6, 9].map((first) => `${first + 1} ${first + 2} ${first + 3}`) };
}

t.test('the report measures the written file, not the source', async (t) => {
  const obj = 'v 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n';
  const { report, bytes } = await convert(t, 'obj', obj, 'stl');
  t.strictSame(report.source.bounds!.max, [0.1, 0.1, 0.1]);
  t.strictSame(report.target.bounds!.max, Array(3).fill(Math.fround(0.1)), 'STL holds 32-bit floats');
  t.equal(bytes.readUInt32LE(80), report.target.triangles);
});

const POINTS = { min: [1, 2, 3], max: [45, 22, 33] };

t.test('STL as text and as bytes', async (t) => {
  const ascii = await convert(t, 'obj', twoBoxes('obj'), 'stl', { encoding: 'ascii' });
  t.match(ascii.bytes.toString('utf8'), /^solid Würfel\n.*^endsolid block\n$/ms);
  t.equal(ascii.report.target.parts, 2, 'text has a solid for each part');
  t.notOk(ascii.report.lost.some(({ what }) => what === 'names'));
  t.match(await readIndependently(ascii.path, 'stl'), { triangles: 24, ...POINTS });
  for (const options of [{}, { encoding: 'binary' }]) {
    const { bytes } = await convert(t, 'obj', twoBoxes('obj'), 'stl', options);
    t.equal(bytes.length, 84 + 24 * 50, `${JSON.stringify(options)}: bytes`);
    t.notMatch(bytes.toString('latin1', 0, 80), /^\s*solid/i);
  }
});

t.test('PLY as text and in both orders of bytes', async (t) => {
  const encodings = ['ascii', 'binary_little_endian', 'binary_big_endian'];
  for (const encoding of [undefined, ...encodings]) {
    const options = encoding === undefined ? {} : { encoding };
    const { bytes, path } = await convert(t, 'obj', twoBoxes('obj'), 'ply', options);
    const [header, body] = cutHeader(bytes);
    t.match(header, `ply\nformat ${encoding ?? 'binary_little_endian'} 1.0\n`);
    const firstX = {
      ascii: () => Number(body.toString('latin1').split(' ')[0]),
      binary_little_endian: () => body.readFloatLE(0),
      binary_big_endian: () => body.readFloatBE(0),
    }[encoding ?? 'binary_little_endian'];
    t.equal(firstX?.(), 1, 'the first x is where the box begins');
    t.match(await readIndependently(path, 'ply'), { triangles: 24, ...POINTS });
  }
});

function cutHeader(bytes: Buffer): [string, Buffer] {
  const end = bytes.indexOf('end_header\n') + 'end_header\n'.length;
  return [bytes.toString('latin1', 0, end), bytes.subarray(end)];
}
