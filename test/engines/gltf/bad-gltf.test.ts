import t from 'tap';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { embedded, glbOf, LIMITS, type LooseJson, saved, triangleGltf } from './build-gltf.ts';

const folder = t.testdir();

interface BadCase {
  name: string;
  code: ProblemCode;
  bytes: Buffer;
  format?: 'glb' | 'gltf';
  says?: RegExp;
}

const good = triangleGltf();
const goodGlb = glbOf(good.json, good.bin);

/** The good triangle as GLB after a change to its JSON. */
function changed(change: (json: LooseJson) => void): Buffer {
  const { json, bin } = triangleGltf();
  change(json);
  return glbOf(json, bin);
}

function withPositions(...positions: number[]): Buffer {
  const { json, bin } = triangleGltf();
  Buffer.from(Float32Array.from(positions).buffer).copy(bin, 0);
  return glbOf(json, bin);
}

function withIndices(...indices: number[]): Buffer {
  const { json, bin } = triangleGltf();
  Buffer.from(Uint16Array.from(indices).buffer).copy(bin, 36);
  return glbOf(json, bin);
}

/** Sparse positions: one index (uint16) and one value behind it. */
function sparse(index: number, change: (accessor: LooseJson) => void = () => {}): Buffer {
  const { json, bin } = triangleGltf();
  const more = Buffer.alloc(16);
  more.writeUInt16LE(index, 0);
  json.bufferViews.push(
    { buffer: 0, byteOffset: bin.length, byteLength: 2 },
    { buffer: 0, byteOffset: bin.length + 4, byteLength: 12 },
  );
  json.accessors[0].sparse = {
    count: 1,
    indices: { bufferView: 2, componentType: 5123 },
    values: { bufferView: 3 },
  };
  change(json.accessors[0]);
  json.buffers[0].byteLength += 16;
  return glbOf(json, Buffer.concat([bin, more]));
}

const cut = (bytes: Buffer, by: number) => bytes.subarray(0, bytes.length - by);
const text = (json: unknown) => Buffer.from(JSON.stringify(json));

const CASES: BadCase[] = [
  { name: 'empty glb', code: 'input_truncated', bytes: Buffer.alloc(0) },
  { name: 'empty gltf', code: 'input_truncated', bytes: Buffer.alloc(0), format: 'gltf' },
  { name: 'glb cut within its header', code: 'input_truncated', bytes: goodGlb.subarray(0, 11) },
  { name: 'glb cut within the JSON', code: 'input_truncated', bytes: goodGlb.subarray(0, 60) },
  {
    name: 'glb cut by one byte',
    code: 'input_truncated',
    bytes: cut(goodGlb, 1),
    says: /says that it has \d+ bytes/,
  },
  {
    name: 'glb with bytes behind its end',
    code: 'input_malformed',
    bytes: Buffer.concat([goodGlb, Buffer.alloc(4)]),
  },
  { name: 'random bytes', code: 'input_malformed', bytes: Buffer.alloc(400, 'kjh3') },
  {
    name: 'glb of version 1',
    code: 'input_version_unsupported',
    bytes: glbOf(good.json, good.bin, { version: 1 }),
  },
  {
    name: 'glb of a version that will never be',
    code: 'input_malformed',
    bytes: glbOf(good.json, good.bin, { version: 3_028_377_148 }),
  },
  {
    name: 'glb claiming 4 GiB',
    code: 'input_truncated',
    bytes: glbOf(good.json, good.bin, { total: 0xffffffff }),
  },
  {
    name: 'JSON chunk longer than the file',
    code: 'input_malformed',
    bytes: lyingChunk(12),
    says: /chunk of the GLB claims/,
  },
  { name: 'BIN chunk longer than the file', code: 'input_malformed', bytes: lyingChunk(binHeaderAt()) },
  { name: 'no JSON chunk first', code: 'input_malformed', bytes: wrongChunkType() },
  { name: 'JSON that is none', code: 'input_malformed', bytes: glbOf('{"asset": nonsense}') },
  {
    name: 'gltf cut in the middle',
    code: 'input_truncated',
    bytes: cut(embedded(good.json, good.bin), 40),
    format: 'gltf',
  },
  { name: 'JSON that is a list', code: 'input_malformed', bytes: text([1]), format: 'gltf' },
  { name: 'no asset', code: 'input_malformed', bytes: text({ nodes: [] }), format: 'gltf', says: /\/asset/ },
  {
    name: 'glTF 1.0',
    code: 'input_version_unsupported',
    bytes: text({ asset: { version: '1.0' }, nodes: {} }),
    format: 'gltf',
  },
  {
    name: 'needs glTF 2.9',
    code: 'input_version_unsupported',
    bytes: changed((j) => (j.asset.minVersion = '2.9')),
  },
  { name: 'version nonsense', code: 'input_malformed', bytes: changed((j) => (j.asset.version = 'two')) },
  {
    name: 'an extension required that moves geometry',
    code: 'input_feature_unsupported',
    bytes: requires('EXT_mesh_gpu_instancing'),
    says: /EXT_mesh_gpu_instancing/,
  },
  { name: 'an unknown extension required', code: 'input_feature_unsupported', bytes: requires('ACME_shape') },
  {
    name: 'external buffer',
    code: 'input_external_reference',
    bytes: withUri('model.bin'),
    says: /"model\.bin"/,
  },
  { name: 'file: buffer', code: 'input_external_reference', bytes: withUri('file:///etc/passwd') },
  { name: 'http buffer', code: 'input_external_reference', bytes: withUri('http://127.0.0.1/x.bin') },
  { name: 'buffer outside the folder', code: 'input_external_reference', bytes: withUri('../../secret.bin') },
  {
    name: 'external image',
    code: 'input_external_reference',
    bytes: changed((j) => (j.images = [{ uri: 'a.png' }])),
  },
  { name: 'data URI without base64', code: 'input_malformed', bytes: withUri('data:text/plain,hello') },
  { name: 'data URI shorter than its buffer', code: 'input_malformed', bytes: withUri('data:;base64,AAAA') },
  {
    name: 'buffer longer than the BIN chunk',
    code: 'input_malformed',
    bytes: changed((j) => (j.buffers[0].byteLength = 4096)),
  },
  { name: 'no BIN chunk', code: 'input_malformed', bytes: glbOf(good.json) },
  {
    name: 'view past its buffer',
    code: 'input_malformed',
    bytes: changed((j) => (j.bufferViews[0].byteOffset = 20)),
  },
  {
    name: 'view of no buffer',
    code: 'input_malformed',
    bytes: changed((j) => (j.bufferViews[0].buffer = 7)),
  },
  {
    name: 'accessor past its view',
    code: 'input_malformed',
    bytes: changed((j) => (j.accessors[0].count = 4)),
    says: /accessor 0 ends at byte 48/,
  },
  {
    name: 'accessor offset past its view',
    code: 'input_malformed',
    bytes: changed((j) => (j.accessors[0].byteOffset = 4)),
  },
  {
    name: 'accessor of no view',
    code: 'input_malformed',
    bytes: changed((j) => (j.accessors[0].bufferView = 9)),
  },
  {
    name: 'stride below the element',
    code: 'input_malformed',
    bytes: changed((j) => (j.bufferViews[0].byteStride = 8)),
  },
  {
    name: 'stride that passes the view',
    code: 'input_malformed',
    bytes: changed((j) => (j.bufferViews[0].byteStride = 16)),
  },
  {
    name: 'unknown component type',
    code: 'input_malformed',
    bytes: changed((j) => (j.accessors[0].componentType = 5124)),
  },
  {
    name: 'float indices',
    code: 'input_malformed',
    bytes: changed((j) => (j.meshes[0].primitives[0].indices = 0)),
  },
  {
    name: 'positions of the wrong shape',
    code: 'input_malformed',
    bytes: changed((j) => (j.accessors[0].type = 'VEC2')),
  },
  { name: 'negative count', code: 'input_malformed', bytes: changed((j) => (j.accessors[0].count = -1)) },
  { name: 'count as text', code: 'input_malformed', bytes: changed((j) => (j.accessors[0].count = '3')) },
  {
    name: 'index equal to the vertex count',
    code: 'input_malformed',
    bytes: withIndices(0, 1, 3),
    says: /vertex 3 of 3/,
  },
  { name: 'primitive restart index', code: 'input_malformed', bytes: withIndices(0, 1, 65535) },
  {
    name: 'NaN position',
    code: 'input_malformed',
    bytes: withPositions(0, 0, 0, Number.NaN, 0, 0, 0, 1, 0),
    says: /finite/,
  },
  { name: 'infinite position', code: 'input_malformed', bytes: withPositions(0, 0, 0, 1 / 0, 0, 0, 0, 1, 0) },
  { name: 'sparse index equal to the count', code: 'input_malformed', bytes: sparse(3), says: /element 3/ },
  {
    name: 'sparse count above the count',
    code: 'input_malformed',
    bytes: sparse(0, (a) => (a.sparse.count = 4)),
  },
  {
    name: 'sparse indices past their view',
    code: 'input_malformed',
    bytes: sparse(0, (a) => (a.sparse.count = 2)),
  },
  {
    name: 'sparse values past their view',
    code: 'input_malformed',
    bytes: sparse(0, (a) => (a.sparse.values.byteOffset = 4)),
  },
  {
    name: 'sparse view missing',
    code: 'input_malformed',
    bytes: sparse(0, (a) => (a.sparse.values.bufferView = 40)),
  },
  {
    name: '4e9 vertices without a view',
    code: 'input_limit_exceeded',
    bytes: changed(hugeZeros),
    says: /at most 10000000/,
  },
  {
    name: 'instances past the limit',
    code: 'input_limit_exceeded',
    bytes: manyInstances(),
    says: /10000001 triangles/,
  },
  {
    name: 'node that is its own child',
    code: 'input_malformed',
    bytes: changed((j) => (j.nodes[0].children = [0])),
  },
  {
    name: 'node cycle beside the scene',
    code: 'input_malformed',
    bytes: changed((j) => j.nodes.push({ children: [2] }, { children: [1] })),
  },
  {
    name: 'two parents',
    code: 'input_malformed',
    bytes: changed((j) => j.nodes.push({ children: [0] }, { children: [0] })),
    says: /two parents/,
  },
  {
    name: 'scene that lists a child',
    code: 'input_malformed',
    bytes: changed((j) => {
      j.nodes.push({ children: [0] });
      j.scenes[0].nodes = [0, 1];
    }),
  },
  {
    name: 'child that does not exist',
    code: 'input_malformed',
    bytes: changed((j) => (j.nodes[0].children = [5])),
  },
  { name: 'mesh that does not exist', code: 'input_malformed', bytes: changed((j) => (j.nodes[0].mesh = 5)) },
  {
    name: 'material that does not exist',
    code: 'input_malformed',
    bytes: changed((j) => (j.meshes[0].primitives[0].material = 0)),
  },
  { name: 'scene that does not exist', code: 'input_malformed', bytes: changed((j) => (j.scene = 3)) },
  {
    name: 'matrix of 15 numbers',
    code: 'input_malformed',
    bytes: changed((j) => (j.nodes[0].matrix = Array(15).fill(0))),
  },
  {
    name: 'matrix with a projection',
    code: 'input_malformed',
    bytes: changed((j) => (j.nodes[0].matrix = [1, 0, 0, 0.5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])),
  },
  { name: 'no mesh at all', code: 'input_no_geometry', bytes: glbOf({ asset: { version: '2.0' } }) },
  {
    name: 'only points',
    code: 'input_no_geometry',
    bytes: changed((j) => (j.meshes[0].primitives[0].mode = 0)),
  },
  {
    name: 'geometry outside the scene only',
    code: 'input_no_geometry',
    bytes: changed((j) => (j.scenes[0].nodes = [])),
  },
  { name: 'a strip that turns on the spot', code: 'input_no_geometry', bytes: degenerateStrip() },
];

for (const { name, code, bytes, format = 'glb', says } of CASES) {
  t.test(name, async (t) => {
    const path = saved(folder, bytes, format);
    const expected = says === undefined ? { code } : { code, detail: says };
    await t.rejects(readGltf(path, format, LIMITS), expected);
  });
}

t.test('the file that all of these were made from is good', async (t) => {
  const { model } = await readGltf(saved(folder, goodGlb), 'glb', LIMITS);
  t.strictSame([...model.meshes[0]!.primitives[0]!.positions], [0, 0, 0, 1, 0, 0, 0, 1, 0]);
});

function binHeaderAt(): number {
  return goodGlb.indexOf('BIN\0', 0, 'latin1') - 4;
}

function lyingChunk(headerAt: number): Buffer {
  const bytes = Buffer.from(goodGlb);
  bytes.writeUInt32LE(0xfffffff0, headerAt);
  return bytes;
}

function wrongChunkType(): Buffer {
  const bytes = Buffer.from(goodGlb);
  bytes.write('ABCD', 16, 'latin1');
  return bytes;
}

function requires(extension: string): Buffer {
  return changed((json) => {
    json.extensionsUsed = [extension];
    json.extensionsRequired = [extension];
  });
}

function withUri(uri: string): Buffer {
  return changed((json) => (json.buffers[0].uri = uri));
}

function hugeZeros(json: LooseJson): void {
  json.accessors[0] = { componentType: 5126, count: 4_000_000_000, type: 'VEC3' };
}

function manyInstances(): Buffer {
  return changed((json) => {
    json.accessors[1] = { componentType: 5125, count: 3 * 3_333_334 - 3, type: 'SCALAR' };
    json.nodes = [{ mesh: 0 }, { mesh: 0 }, { mesh: 0 }, { mesh: 1 }];
    json.meshes.push(
      { primitives: [{ attributes: { POSITION: 0 } }] },
      { primitives: [{ attributes: { POSITION: 0 } }] },
    );
    json.nodes.push({ mesh: 2 });
    json.scenes[0].nodes = [0, 1, 2, 3, 4];
  });
}

function degenerateStrip(): Buffer {
  const { json, bin } = triangleGltf();
  Buffer.from(Uint16Array.of(1, 1, 2).buffer).copy(bin, 36);
  json.meshes[0].primitives[0].mode = 5;
  return glbOf(json, bin);
}
