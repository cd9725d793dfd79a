// Draco and meshopt files as gltf-transform writes them, read here and there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Primitive as TransformPrimitive } from '@gltf-transform/core';
import t, { type Test } from 'tap';
import { isProblem } from '../../../src/domain/problem.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { haveSamples, samplePath } from '../../support/samples.ts';
import { modelOf, sphere } from '../mesh/shapes.ts';
import { glbOf, LIMITS, type LooseJson, saved } from './build-gltf.ts';
import { compressedWith, gltfTransform, listPrimitives } from './gltf-transform.ts';

const folder = t.testdir();
const KINDS = ['draco', 'draco-sequential', 'meshopt', 'meshopt-filtered'] as const;
const io = await gltfTransform();

/** A sphere with everything that a vertex may have. */
function rich(): MeshModel {
  const { positions, indices } = sphere(2, 12);
  const count = positions.length / 3;
  const primitive: Primitive = {
    positions: Float32Array.from(positions),
    indices,
    normals: Float32Array.from(positions, (value) => value / 2),
    uvs: Float32Array.from({ length: count * 2 }, (_, at) => ((at * 37) % 101) / 101),
    colours: Float32Array.from({ length: count * 4 }, (_, at) => ((at * 13) % 256) / 255),
  };
  return { ...modelOf([primitive]), unit: 'm', upAxis: 'y' };
}

async function plainGlb(): Promise<Buffer> {
  const path = join(folder, 'plain.glb');
  await writeGltf(rich(), path, 'glb');
  return readFileSync(path);
}

for (const kind of KINDS) {
  t.test(`${kind}: the same vertices as gltf-transform decodes`, async (t) => {
    const bytes = await compressedWith(io, await plainGlb(), kind);
    const { model, lost, warnings } = await readGltf(saved(folder, bytes), 'glb', LIMITS);
    t.strictSame([lost, warnings], [[], []]);
    await sameAsTransform(t, model, bytes);
    t.equal(model.meshes[0]!.primitives[0]!.indices.length, rich().meshes[0]!.primitives[0]!.indices.length);
  });

  t.test(`${kind}: a sample, too`, { skip: haveSamples ? false : 'no ../shared/samples' }, async (t) => {
    const plain = readFileSync(samplePath('2CylinderEngine.glb'));
    const bytes = await compressedWith(io, plain, kind);
    const { model } = await readGltf(saved(folder, bytes), 'glb', LIMITS);
    await sameAsTransform(t, model, bytes);
  });

  t.test(`${kind}: any change of a compressed byte ends in a Problem or a model`, async (t) => {
    const good = await compressedWith(io, await plainGlb(), kind);
    const binaryAt = good.indexOf('BIN\0', 0, 'latin1') + 4;
    let refused = 0;
    for (let run = 0; run < 300; run += 1) {
      const bad = Buffer.from(good);
      const at = binaryAt + ((run * 7919) % (good.length - binaryAt));
      bad[at]! ^= 1 << (run % 8);
      await readGltf(saved(folder, bad), 'glb', LIMITS).catch((error: unknown) => {
        if (!isProblem(error) || error.kind !== 'conversion_failed') throw error;
        refused += 1;
      });
    }
    t.ok(refused > 0, `${refused} of 300 refused`);
    await t.resolves(readGltf(saved(folder, good), 'glb', LIMITS), 'and the decoder still decodes');
  });

  t.test(`${kind}: cut compressed data is refused`, async (t) => {
    const { json, bin } = split(await compressedWith(io, await plainGlb(), kind));
    for (const part of [0, 1, 10, 0.5, 0.9, 0.99]) {
      const cut = structuredClone(json);
      const views = cut.bufferViews.map(
        (view: LooseJson) => view.extensions?.EXT_meshopt_compression ?? view,
      );
      for (const view of views) {
        view.byteLength = Math.max(1, part < 1 ? Math.floor(view.byteLength * part) : part);
      }
      const path = saved(folder, glbOf(cut, bin));
      await t.rejects(readGltf(path, 'glb', LIMITS), { code: 'input_malformed' }, `cut to ${part}`);
    }
  });
}

t.test('Draco data that does not hold what the file says', async (t) => {
  const { json, bin } = split(await compressedWith(io, await plainGlb(), 'draco'));
  const primitive = json.meshes[0].primitives[0];
  const extension = primitive.extensions.KHR_draco_mesh_compression;
  const cases: [string, string, (json: LooseJson) => void, RegExp][] = [
    ['more triangles', 'input_malformed', (j) => (j.accessors[primitive.indices].count += 3), /indices/],
    ['fewer triangles', 'input_malformed', (j) => (j.accessors[primitive.indices].count -= 3), /indices/],
    [
      'more vertices',
      'input_malformed',
      (j) => {
        for (const at of Object.values(primitive.attributes)) j.accessors[at as number].count += 1;
      },
      /vertices/,
    ],
    ['no such view', 'input_malformed', (j) => (dracoOf(j).bufferView = 99), /does not exist/],
    ['no such attribute', 'input_malformed', (j) => (dracoOf(j).attributes.NORMAL = 77), /lacks/],
    [
      'an attribute of other components',
      'input_malformed',
      (j) => (dracoOf(j).attributes.NORMAL = extension.attributes.TEXCOORD_0),
      /lacks/,
    ],
    ['no indices', 'input_malformed', (j) => delete j.meshes[0].primitives[0].indices, /indices/],
    [
      'an extension that is none',
      'input_malformed',
      (j) => (dracoOf(j).bufferView = 'all'),
      /Draco primitive/,
    ],
    ['a strip', 'input_feature_unsupported', (j) => (j.meshes[0].primitives[0].mode = 5), /strips/],
    [
      'too many vertices',
      'input_limit_exceeded',
      (j) => {
        for (const at of Object.values(primitive.attributes)) j.accessors[at as number].count = 2e7;
        j.accessors[primitive.indices].count = 6e7;
      },
      /at most/,
    ],
  ];
  for (const [name, code, change, says] of cases) {
    const changed = structuredClone(json);
    change(changed);
    const path = saved(folder, glbOf(changed, bin));
    await t.rejects(readGltf(path, 'glb', LIMITS), { code, detail: says }, name);
  }
});

t.test('Draco headers that lie are refused before they are believed', async (t) => {
  const { json, bin } = split(await compressedWith(io, await plainGlb(), 'draco-sequential'));
  const { bufferView } = dracoOf(json);
  const { byteOffset = 0 } = json.bufferViews[bufferView];
  // Sequential: the counts of faces and points stand behind the 11 bytes of the header, 7 bits in a byte.
  for (const [at, bytes, says] of [
    [0, Buffer.from('DRAGO'), /no Draco data/],
    [5, Buffer.from([1]), DRACO_1],
    [7, Buffer.from([0]), /no triangles/],
    [11, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f]), /indices/],
    [13, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), /vertices/],
    [11, Buffer.alloc(8, 0xff), /ends in its header/],
  ] as const) {
    const changed = Buffer.from(bin);
    bytes.copy(changed, byteOffset + at);
    const path = saved(folder, glbOf(json, changed));
    await t.rejects(
      readGltf(path, 'glb', LIMITS),
      { code: says === DRACO_1 ? 'input_feature_unsupported' : 'input_malformed', detail: says },
      `byte ${at}`,
    );
  }
});

t.test('meshopt views that break the rules of the extension', async (t) => {
  const { json, bin } = split(await compressedWith(io, await plainGlb(), 'meshopt-filtered'));
  const meshopt = (j: LooseJson, mode: string) =>
    j.bufferViews.find((view: LooseJson) => view.extensions.EXT_meshopt_compression.mode === mode).extensions
      .EXT_meshopt_compression;
  const cases: [string, string, (json: LooseJson) => void][] = [
    ['past its buffer', 'input_malformed', (j) => (meshopt(j, 'ATTRIBUTES').byteOffset = bin.length)],
    ['of no buffer', 'input_malformed', (j) => (meshopt(j, 'ATTRIBUTES').buffer = 9)],
    ['more elements', 'input_malformed', (j) => (meshopt(j, 'ATTRIBUTES').count += 1)],
    ['another stride', 'input_malformed', (j) => (meshopt(j, 'TRIANGLES').byteStride = 3)],
    ['unknown mode', 'input_malformed', (j) => (meshopt(j, 'TRIANGLES').mode = 'STRIPS')],
    ['a filter for indices', 'input_malformed', (j) => (meshopt(j, 'TRIANGLES').filter = 'OCTAHEDRAL')],
    [
      'a filter of another stride',
      'input_malformed',
      (j) => (meshopt(j, 'ATTRIBUTES').filter = 'QUATERNION'),
    ],
    [
      'what would fill the memory',
      'input_limit_exceeded',
      (j) => {
        const view = j.bufferViews[0];
        const extension = view.extensions.EXT_meshopt_compression;
        extension.count = 3e9;
        view.byteLength = 3e9 * extension.byteStride;
        j.buffers[view.buffer].byteLength = 1e12;
      },
    ],
  ];
  for (const [name, code, change] of cases) {
    const changed = structuredClone(json);
    change(changed);
    await t.rejects(readGltf(saved(folder, glbOf(changed, bin)), 'glb', LIMITS), { code }, name);
  }
});

t.test('meshopt under its ratified name', async (t) => {
  const { json, bin } = split(await compressedWith(io, await plainGlb(), 'meshopt'));
  const renamed = JSON.parse(JSON.stringify(json).replaceAll('EXT_meshopt', 'KHR_meshopt'));
  const { model } = await readGltf(saved(folder, glbOf(renamed, bin)), 'glb', LIMITS);
  const { model: same } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  t.strictSame(model, same);
});

const DRACO_1 = /Draco 1/;

const dracoOf = (json: LooseJson): LooseJson =>
  json.meshes[0].primitives[0].extensions.KHR_draco_mesh_compression;

function split(glb: Buffer): { json: LooseJson; bin: Buffer } {
  const jsonBytes = glb.readUInt32LE(12);
  return {
    json: JSON.parse(glb.toString('utf8', 20, 20 + jsonBytes)),
    bin: glb.subarray(28 + jsonBytes),
  };
}

/** Both decoded the same file, so the numbers are the same. */
async function sameAsTransform(t: Test, model: MeshModel, bytes: Buffer): Promise<void> {
  const left = listPrimitives(await io.readBinary(new Uint8Array(bytes)));
  const own = model.meshes.flatMap(({ primitives }) => primitives);
  t.equal(own.length, left.length, 'primitives');
  for (const primitive of own) {
    const at = left.findIndex((other) => isSame(primitive, other));
    if (at >= 0) left.splice(at, 1);
  }
  t.equal(left.length, 0, 'primitives of which there is no equal');
}

function isSame(primitive: Primitive, other: TransformPrimitive): boolean {
  const indices = other.getIndices()!.getArray()!;
  if (indices.length !== primitive.indices.length) return false;
  if (!primitive.indices.every((index, at) => index === indices[at])) return false;
  return (
    [
      ['POSITION', primitive.positions],
      ['NORMAL', primitive.normals],
      ['TEXCOORD_0', primitive.uvs],
      ['COLOR_0', primitive.colours],
    ] as const
  ).every(([name, values]) => {
    const accessor = other.getAttribute(name);
    if (accessor === null || values === undefined) return accessor === null && values === undefined;
    const width = accessor.getElementSize();
    const element: number[] = [];
    for (let at = 0; at < accessor.getCount(); at += 1) {
      accessor.getElement(at, element);
      for (let c = 0; c < width; c += 1) {
        if (!(Math.abs(element[c]! - values[at * width + c]!) < 1e-6)) return false;
      }
    }
    return accessor.getCount() * width === values.length;
  });
}
