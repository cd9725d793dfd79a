// How textures go on outside of 0–1: kept by glTF, USDZ and 3MF, counted where a target has no place for it.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { FormatId } from '../../../src/domain/formats.ts';
import { meshEngine } from '../../../src/engines/mesh/mesh-engine.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { TINY_PNG } from '../assimp/tiny-png.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { BinaryBuilder, glbOf } from '../gltf/build-gltf.ts';
import { complaints } from '../gltf/check-gltf.ts';
import { gltfTransform } from '../gltf/gltf-transform.ts';

const [REPEAT, MIRROR, CLAMP] = [10497, 33648, 33071];

/** Three triangles, in materials of one image that goes on in three ways; the last says so with a sampler. */
function wrapped(): Buffer {
  const builder = new BinaryBuilder();
  builder.add(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
  builder.add(Float32Array.of(0, 0, 3, 0, 0, 3));
  const materials = [0, 1, 2].map((index) => ({
    name: `m${index}`,
    pbrMetallicRoughness: { baseColorTexture: { index }, metallicFactor: 0 },
  }));
  const json = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [
      { primitives: [0, 1, 2].map((material) => ({ attributes: { POSITION: 0, TEXCOORD_0: 1 }, material })) },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] },
      { bufferView: 1, componentType: 5126, count: 3, type: 'VEC2' },
    ],
    materials,
    samplers: [{ wrapS: MIRROR, wrapT: CLAMP }, { wrapT: MIRROR }, { wrapS: REPEAT }],
    images: [{ uri: `data:image/png;base64,${TINY_PNG.toString('base64')}` }],
    textures: [0, 1, 2].map((sampler) => ({ source: 0, sampler })),
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
  };
  return glbOf(json, builder.bytes);
}

async function convert(t: Test, target: FormatId, options = {}) {
  const folder = await openFolder(t);
  const job = folder.job('glb', await folder.put('a.glb', wrapped()), target, { options });
  const { lost } = await meshEngine.convert(job, LIMITS, () => {});
  return { path: job.targetPath, lost: lost.filter(({ what }) => what.startsWith('texture ')) };
}

/** Of each material, in the order of their names. */
const wrapsOf = ({ materials, images }: MeshModel) =>
  materials
    .filter(({ baseColourImage }) => baseColourImage !== undefined)
    .toSorted((a, b) => (a.name! < b.name! ? -1 : 1))
    .map(({ baseColourImage }) => images[baseColourImage!]!.wrap);
const EXPECTED = [{ u: 'mirror', v: 'clamp' }, { u: 'repeat', v: 'mirror' }, undefined];

t.test('kept', async (t) => {
  for (const target of ['glb', 'usdz', '3mf'] as const) {
    const { path, lost } = await convert(t, target);
    t.strictSame(lost, [], target);
    const { model } = await readMesh(target, { path, options: {}, limits: LIMITS });
    const wraps = wrapsOf(model);
    // 3MF has no names for textured materials: they stand in the order of the model.
    t.strictSame(wraps, EXPECTED, target);
    if (target === 'glb') {
      t.strictSame(await complaints(readFileSync(path)), []);
      const root = (await (await gltfTransform()).read(path)).getRoot();
      const seen = root.listMaterials().map((material) => {
        const info = material.getBaseColorTextureInfo()!;
        return [info.getWrapS(), info.getWrapT()];
      });
      t.strictSame(seen, [
        [MIRROR, CLAMP],
        [REPEAT, MIRROR],
        [REPEAT, REPEAT],
      ]);
      t.equal(root.listTextures().length, 1, 'the image is there once');
    }
  }
});

t.test('counted', async (t) => {
  const { lost } = await convert(t, 'obj', { materials: true });
  t.match(lost, [{ what: 'texture wrap modes', count: 2, why: /OBJ repeat here/ }]);
  const stl = await convert(t, 'stl');
  t.notOk(
    stl.lost.some(({ what }) => what === 'texture wrap modes'),
    'the textures themselves are lost',
  );
});
