// glTF and GLB that are damaged, lie, refer to other files or hold nothing, through the real service.
import t from 'tap';
import { noise } from '../engines/cad/refusals.ts';
import { embedded, glbOf, type LooseJson, triangleGltf } from '../engines/gltf/build-gltf.ts';
import { twoBoxes } from '../engines/mesh/two-boxes.ts';
import { type BadUpload, refuseUploads } from './refuse-uploads.ts';

const good = triangleGltf();
const glb = glbOf(good.json, good.bin);
const gltf = embedded(good.json, good.bin);

function changed(change: (json: LooseJson) => void): Buffer {
  const { json, bin } = triangleGltf();
  change(json);
  return glbOf(json, bin);
}

/** As text, with its buffer somewhere else. */
function withUri(uri: string): string {
  const { json, bin } = triangleGltf();
  return JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] });
}

/** One position is replaced: which one, two bytes behind the triangle say; its value follows. */
function sparse(index: number, count = 1): Buffer {
  const { json, bin } = triangleGltf();
  const more = Buffer.alloc(16);
  more.writeUInt16LE(index, 0);
  json.bufferViews.push(
    { buffer: 0, byteOffset: bin.length, byteLength: 2 },
    { buffer: 0, byteOffset: bin.length + 4, byteLength: 12 },
  );
  const indices = { bufferView: 2, componentType: 5123 };
  json.accessors[0].sparse = { count, indices, values: { bufferView: 3 } };
  json.buffers[0].byteLength += 16;
  return glbOf(json, Buffer.concat([bin, more]));
}

function lyingChunk(at: number): Buffer {
  const bytes = Buffer.from(glb);
  bytes.writeUInt32LE(0xfffffff0, at);
  return bytes;
}

const VERSION_1 = JSON.stringify({ asset: { version: '1.0' }, nodes: {} });
const NOTHING = { asset: { version: '2.0' } };

const GLB: BadUpload[] = [
  ['random bytes', noise(5000), 'a.glb', 'content_mismatch'],
  [
    'random bytes behind the magic',
    Buffer.concat([Buffer.from('glTF'), noise(500)]),
    'a.glb',
    'input_malformed',
  ],
  ['an STL', twoBoxes('stl'), 'a.glb', 'content_mismatch'],
  ['cut within its header', glb.subarray(0, 11), 'a.glb', 'input_truncated'],
  ['cut in half', glb.subarray(0, glb.length >> 1), 'a.glb', 'input_truncated'],
  ['cut by a byte', glb.subarray(0, -1), 'a.glb', 'input_truncated'],
  ['version 1', glbOf(good.json, good.bin, { version: 1 }), 'a.glb', 'input_version_unsupported'],
  ['claiming 4 GiB', glbOf(good.json, good.bin, { total: 0xffffffff }), 'a.glb', 'input_truncated'],
  ['a JSON chunk longer than the file', lyingChunk(12), 'a.glb', 'input_malformed'],
  ['a binary chunk longer than the file', lyingChunk(glb.indexOf('BIN\0') - 4), 'a.glb', 'input_malformed'],
  [
    'a buffer longer than its chunk',
    changed((json) => (json.buffers[0].byteLength = 4096)),
    'a.glb',
    'input_malformed',
  ],
  [
    'a view past its buffer',
    changed((json) => (json.bufferViews[0].byteLength = 4096)),
    'a.glb',
    'input_malformed',
  ],
  ['an accessor past its view', changed((json) => (json.accessors[0].count = 4)), 'a.glb', 'input_malformed'],
  [
    'an accessor of 4e9 zeros',
    changed((json) => (json.accessors[0] = { componentType: 5126, count: 4e9, type: 'VEC3' })),
    'a.glb',
    'input_limit_exceeded',
  ],
  ['a sparse index past its elements', sparse(3), 'a.glb', 'input_malformed'],
  ['sparse indices past their view', sparse(0, 2), 'a.glb', 'input_malformed'],
  ['more sparse values than elements', sparse(0, 4), 'a.glb', 'input_malformed'],
  [
    'a file: URI',
    changed((json) => (json.buffers[0].uri = 'file:///etc/passwd')),
    'a.glb',
    'input_external_reference',
  ],
  [
    'an image in another file',
    changed((json) => (json.images = [{ uri: 'a.png' }])),
    'a.glb',
    'input_external_reference',
  ],
  ['nothing', glbOf(NOTHING), 'a.glb', 'input_no_geometry'],
  ['only points', changed((json) => (json.meshes[0].primitives[0].mode = 0)), 'a.glb', 'input_no_geometry'],
];

const GLTF: BadUpload[] = [
  ['random bytes', noise(5000), 'a.gltf', 'content_mismatch'],
  ['random bytes behind a brace', Buffer.concat([Buffer.from('{'), noise(500)]), 'a.gltf', 'input_malformed'],
  ['cut in half', gltf.subarray(0, gltf.length >> 1), 'a.gltf', 'input_truncated'],
  ['another JSON', '{"name": "converto"}', 'a.gltf', 'input_malformed'],
  ['version 1.0', VERSION_1, 'a.gltf', 'input_version_unsupported'],
  ['a buffer in another file', withUri('model.bin'), 'a.gltf', 'input_external_reference'],
  ['a buffer outside of the folder', withUri('../../secret.bin'), 'a.gltf', 'input_external_reference'],
  ['a file: URI', withUri('file:///etc/passwd'), 'a.gltf', 'input_external_reference'],
  ['an address', withUri('http://127.0.0.1:1/model.bin'), 'a.gltf', 'input_external_reference'],
  ['a data URI shorter than its buffer', withUri('data:;base64,AAAA'), 'a.gltf', 'input_malformed'],
  ['nothing', JSON.stringify(NOTHING), 'a.gltf', 'input_no_geometry'],
];

t.test('GLB', { timeout: 120_000 }, (t) => refuseUploads(t, GLB, ['stl', 'glb', 'step']));
t.test('glTF', { timeout: 120_000 }, (t) => refuseUploads(t, GLTF, ['stl', 'glb', 'step']));
