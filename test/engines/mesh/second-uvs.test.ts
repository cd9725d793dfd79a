// A second set of texture coordinates: kept where the target has two, counted where it has one, carried by every edit.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { editModel } from '../../../src/engines/mesh/edits/edit-model.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { prepareForTarget } from '../../../src/engines/mesh/prepare.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { unzip } from '../../support/unzip.ts';
import { openFolder } from '../cad/engine-jobs.ts';
import { complaints } from '../gltf/check-gltf.ts';
import { gltfTransform } from '../gltf/gltf-transform.ts';
import { lightmapped, PAINT, SHADE } from '../gltf/lightmapped.ts';
import { box, LIMITS, modelOf, sphere } from './shapes.ts';

interface Given {
  source?: Buffer;
  sourceFormat?: FormatId;
  options?: Record<string, unknown>;
}

async function convert(t: Test, target: FormatId, given: Given = {}) {
  const { source = lightmapped(), sourceFormat = 'glb', options = {} } = given;
  const folder = await openFolder(t);
  const job = folder.job(sourceFormat, await folder.put('source', source), target, { options });
  const { lost } = await meshEngine.convert(job, LIMITS, () => {});
  for (const { what, why } of lost) t.match(why, /^[A-Z3].+\.$/, `${what}: a sentence says why`);
  return {
    bytes: readFileSync(job.targetPath),
    path: job.targetPath,
    lost: Object.fromEntries(lost.map(({ what, count }) => [what, count])),
  };
}

/** What others see in a GLB: which set places each image. */
async function placesIn(t: Test, glb: Buffer) {
  t.strictSame(await complaints(glb), []);
  const document = await (await gltfTransform()).readBinary(new Uint8Array(glb));
  const [material] = document.getRoot().listMaterials();
  t.strictSame(Buffer.from(material!.getBaseColorTexture()!.getImage()!), PAINT);
  t.strictSame(Buffer.from(material!.getOcclusionTexture()!.getImage()!), SHADE);
  return [material!.getBaseColorTextureInfo()!, material!.getOcclusionTextureInfo()!].map((info) =>
    info.getTexCoord(),
  );
}

for (const options of [{}, ...['quantized', 'meshopt', 'draco'].map((compression) => ({ compression }))]) {
  t.test(`glb → glb ${JSON.stringify(options)} loses nothing`, async (t) => {
    const { bytes, lost } = await convert(t, 'glb', { options });
    t.strictSame(lost, {});
    t.strictSame(await placesIn(t, bytes), [0, 1]);
  });
}

t.test('glb → usdz → glb loses nothing', async (t) => {
  const usdz = await convert(t, 'usdz');
  t.strictSame(usdz.lost, {});
  const { bytes, lost } = await convert(t, 'glb', { source: usdz.bytes, sourceFormat: 'usdz' });
  t.strictSame(lost, {});
  t.strictSame(await placesIn(t, bytes), [0, 1]);
  const [before, after] = await Promise.all(
    [lightmapped(), bytes].map(async (glb) => {
      const path = await (await openFolder(t)).put('a.glb', glb);
      const { model } = await readMesh('glb', { path, options: {}, limits: LIMITS });
      const { uvs, secondUvs } = model.meshes[0]!.primitives[0]!;
      return [uvs, secondUvs];
    }),
  );
  t.strictSame(after, before);
});

const ONE_SET = 'further texture coordinate sets';
const LOST: [FormatId, Record<string, unknown>, Record<string, number>][] = [
  ['obj', {}, { [ONE_SET]: 1, textures: 2 }],
  ['obj', { materials: true }, { [ONE_SET]: 1, textures: 1 }],
  ['3mf', {}, { [ONE_SET]: 1, textures: 1 }],
  ['ply', {}, { [ONE_SET]: 1, textures: 2 }],
  ['off', { vertex_attributes: 'all' }, { [ONE_SET]: 1, textures: 2 }],
  ['stl', {}, { [ONE_SET]: 1, 'texture coordinates': 3, textures: 2 }],
  ['step', {}, { [ONE_SET]: 1, 'texture coordinates': 3, textures: 2 }],
];
for (const [target, options, expected] of LOST) {
  t.test(`glb → ${target} ${JSON.stringify(options)} counts what the second set was for`, async (t) => {
    const { lost } = await convert(t, target, { options });
    const about = Object.entries(lost).filter(([what]) => what.includes('texture'));
    t.strictSame(Object.fromEntries(about), expected);
  });
}

t.test('an image that both sets place is counted, too', async (t) => {
  const source = lightmapped(({ materials }) => {
    delete materials[0].occlusionTexture;
    materials[0].emissiveFactor = [1, 1, 1];
    materials[0].emissiveTexture = { index: 0, texCoord: 1 };
  });
  const { bytes, lost } = await convert(t, 'obj', { source, options: { materials: true } });
  t.match(lost, { textures: 1, [ONE_SET]: 1 });
  const mtl = [...(await unzip(bytes))].find(([name]) => name.endsWith('.mtl'))![1].toString();
  t.match(mtl, /^map_Kd /m);
  t.notMatch(mtl, /^Ke /m, 'what its image says shines does not shine everywhere');
  t.strictSame((await convert(t, 'glb', { source })).lost, {});
});

t.test('every part of an archive has both sets, and loses what it must once', async (t) => {
  const source = lightmapped((json) => {
    json.nodes.push({ name: 'again', mesh: 0, translation: [5, 0, 0] });
    json.scenes[0].nodes.push(1);
  });
  const kept = await convert(t, 'glb', { source, options: { explode: true } });
  t.strictSame(kept.lost, { instances: 1 });
  const files = await unzip(kept.bytes);
  t.equal(files.size, 2);
  for (const glb of files.values()) t.strictSame(await placesIn(t, glb), [0, 1]);
  const { lost } = await convert(t, '3mf', { source, options: { explode: true } });
  t.equal(lost[ONE_SET], 1, 'both files are made of one');
});

t.test('vertices that only a second set tells apart are one where there is none', (t) => {
  const corners = [0, 0, 0, 1, 0, 0, 0, 1, 0];
  const primitive: Primitive = {
    positions: Float32Array.from([...corners, ...corners.toReversed()]),
    indices: Uint32Array.of(0, 1, 2, 3, 4, 5),
    uvs: new Float32Array(12),
    secondUvs: Float32Array.from({ length: 12 }, (_, at) => at),
  };
  const prepared = (targetFormat: FormatId) => {
    const job = { sourceFormat: 'glb', targetFormat, sourcePath: '', targetPath: '', modelName: '' } as const;
    const model = prepareForTarget(modelOf([primitive]), { ...job, options: {} }, LIMITS, [], () => {});
    const [{ positions, secondUvs }] = model.meshes[0]!.primitives as [Primitive];
    return [positions.length / 3, secondUvs?.length];
  };
  t.strictSame(prepared('glb'), [6, 12]);
  t.strictSame(prepared('obj'), [4, undefined]);
  t.end();
});

/** The second set says where the first has the vertex, so that a test knows it again. */
function mapped({ positions, indices }: Primitive): Primitive {
  const uvs = Float32Array.from({ length: (positions.length / 3) * 2 }, (_, at) => (at % 64) / 64);
  return { positions, indices, uvs, secondUvs: uvs.map((value) => 1 - value / 2), material: 0 };
}

const EDITS: Record<string, unknown>[] = [
  { parts: 'merge' },
  { simplify_ratio: 0.5, simplify_error: 1 },
  { smooth_angle: 30 },
  { weld_tolerance: 0.001 },
  { scale: 2 },
  { select: ['part 1'] },
];
for (const options of EDITS) {
  t.test(`${JSON.stringify(options)} keeps each vertex's pair`, async (t) => {
    const material = { baseColour: [1, 1, 1, 1], metallic: 0, roughness: 1, baseColourImage: 0 } as const;
    const model: MeshModel = {
      ...modelOf([mapped(sphere(10, 8)), mapped(box([1, 1, 1], [20, 0, 0]))]),
      materials: [
        { ...material, baseColour: [1, 1, 1, 1], occlusionImage: 1, onSecondUvs: ['occlusionImage'] },
      ],
      images: [PAINT, SHADE].map((bytes) => ({ mediaType: 'image/png', bytes })),
    };
    for (const [index, node] of model.nodes.entries()) node.name = `part ${index + 1}`;
    const edited = await editModel(model, { options, modelName: 'm' }, []);
    t.not(edited, model);
    t.strictSame(edited.materials, model.materials);
    for (const { positions, uvs, secondUvs } of edited.meshes.flatMap(({ primitives }) => primitives)) {
      t.equal(secondUvs!.length, (positions.length / 3) * 2);
      t.ok(uvs!.every((value, at) => secondUvs![at] === 1 - value / 2));
    }
  });
}

t.test('parts with and without the second set stay apart when they are merged', async (t) => {
  const [one, other] = [mapped(box([1, 1, 1])), mapped(box([1, 1, 1], [2, 0, 0]))];
  const { secondUvs: _, ...bare } = other;
  const merged = await editModel(modelOf([one, bare]), { options: { parts: 'merge' }, modelName: 'm' }, []);
  t.strictSame(
    merged.meshes[0]!.primitives.map(({ secondUvs }) => secondUvs?.length),
    [16, undefined],
  );
});
