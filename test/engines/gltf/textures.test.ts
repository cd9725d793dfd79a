// Textures, their coordinates, and files beside the glTF.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import { BinaryBuilder, glbOf, LIMITS, type LooseJson, saved, triangleGltf } from './build-gltf.ts';
import { complaints } from './check-gltf.ts';
import { gltfTransform } from './gltf-transform.ts';

const folder = t.testdir();

/** Two different pixels. */
const RED =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const GREY = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
const png = (base64: string) => ({ uri: `data:image/png;base64,${base64}` });
const WEBP = png(Buffer.from('RIFF....WEBPVP8 ').toString('base64'));

/** A triangle with two sets of texture coordinates and a material that is given. */
function textured(material: LooseJson, more: LooseJson = {}): { json: LooseJson; bin: Buffer } {
  const builder = new BinaryBuilder();
  builder.add(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
  builder.add(Float32Array.of(0, 0, 1, 0, 0, 1));
  builder.add(Float32Array.of(0.5, 0.5, 1, 0.5, 0.5, 1));
  const uvs = { componentType: 5126, count: 3, type: 'VEC2' };
  const json = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1, TEXCOORD_1: 2 }, material: 0 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] },
      { bufferView: 1, ...uvs },
      { bufferView: 2, ...uvs },
    ],
    materials: [material],
    images: [png(RED), png(GREY)],
    textures: [{ source: 0 }, { source: 1 }],
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
    ...more,
  };
  return { json, bin: builder.bytes };
}

const read = (json: LooseJson, bin: Buffer) => readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);

const FULL = {
  name: 'everything',
  pbrMetallicRoughness: {
    baseColorTexture: { index: 0 },
    metallicRoughnessTexture: { index: 1 },
    metallicFactor: 0.25,
    roughnessFactor: 0.5,
  },
  normalTexture: { index: 1, scale: 0.5 },
  occlusionTexture: { index: 1, strength: 0.75 },
  emissiveTexture: { index: 0 },
  emissiveFactor: [1, 0.5, 0],
  extensions: { KHR_materials_emissive_strength: { emissiveStrength: 4 } },
};

t.test('every texture of a material comes through, and is valid', async (t) => {
  const { json, bin } = textured(FULL, {
    extensionsUsed: ['KHR_materials_emissive_strength'],
  });
  const { model, lost } = await read(json, bin);
  t.strictSame(lost, [
    { what: 'further texture coordinate sets', count: 1, why: 'Only those of the textures are kept.' },
  ]);
  t.match(model.materials[0], {
    baseColourImage: 0,
    metallicRoughnessImage: 1,
    normalImage: 1,
    normalScale: 0.5,
    occlusionImage: 1,
    occlusionStrength: 0.75,
    emissiveImage: 0,
    emissiveStrength: 4,
  });
  t.equal(model.images.length, 2, 'each image once');
  const path = join(folder, 'full.glb');
  await writeGltf(model, path, 'glb');
  // Without tangents programs compute their own, as they did for the source.
  const [wrong, ...more] = (await complaints(readFileSync(path))) as { code: string }[];
  t.equal(wrong?.code, 'MESH_PRIMITIVE_GENERATED_TANGENT_SPACE');
  t.strictSame(more, []);
  const again = await readGltf(path, 'glb', LIMITS);
  t.strictSame(again.model.materials, model.materials);
  t.strictSame(again.model.images, model.images);
  const seen = (await (await gltfTransform()).read(path)).getRoot().listMaterials()[0]!;
  t.strictSame(Buffer.from(seen.getOcclusionTexture()!.getImage()!), Buffer.from(GREY, 'base64'));
  t.strictSame([seen.getNormalScale(), seen.getOcclusionStrength()], [0.5, 0.75]);
  t.strictSame(
    seen
      .listExtensions()
      .map(({ extensionName }) => extensionName)
      .toSorted(),
    ['KHR_materials_emissive_strength'],
  );
});

t.test('without its image, what shines in places does not shine everywhere', async (t) => {
  const { json, bin } = textured(FULL, { images: [WEBP, png(GREY)] });
  const { model, lost } = await read(json, bin);
  t.ok(
    lost.some(({ what, count }) => what === 'images' && count === 1),
    'WebP is not read',
  );
  t.notOk('emissive' in model.materials[0]!);
  t.notOk('emissiveStrength' in model.materials[0]!);
});

t.test('an unlit material stays one', async (t) => {
  const { json, bin } = textured(
    { extensions: { KHR_materials_unlit: {} } },
    { extensionsUsed: ['KHR_materials_unlit'] },
  );
  const { model } = await read(json, bin);
  t.equal(model.materials[0]!.unlit, true);
  const path = join(folder, 'unlit.glb');
  await writeGltf(model, path, 'glb');
  t.strictSame(await complaints(readFileSync(path)), []);
  t.equal((await readGltf(path, 'glb', LIMITS)).model.materials[0]!.unlit, true);
});

t.test('a texture transform is done to the coordinates', async (t) => {
  const transform = { offset: [0, 1], rotation: Math.PI / 2, scale: [0.5, 0.5] };
  const info = { index: 0, extensions: { KHR_texture_transform: transform } };
  const { json, bin } = textured(
    { pbrMetallicRoughness: { baseColorTexture: info }, normalTexture: info },
    { extensionsUsed: ['KHR_texture_transform'], extensionsRequired: ['KHR_texture_transform'] },
  );
  const { model } = await read(json, bin);
  // The example of the extension: the lower left quarter of the image. v runs downwards.
  const expected = [0, 1, 0, 0.5, 0.5, 1];
  const { uvs } = model.meshes[0]!.primitives[0]!;
  t.ok(
    expected.every((value, at) => Math.abs(value - uvs![at]!) < 1e-7),
    `${uvs}`,
  );
  t.equal(model.materials[0]!.normalImage, 0, 'with the same transform it is kept');
});

t.test('the base colour decides which coordinates are the first', async (t) => {
  const { json, bin } = textured(
    {
      pbrMetallicRoughness: {
        baseColorTexture: { index: 0, extensions: { KHR_texture_transform: { texCoord: 1 } } },
        metallicRoughnessTexture: { index: 1, texCoord: 1 },
      },
      occlusionTexture: { index: 1 },
    },
    { extensionsUsed: ['KHR_texture_transform'] },
  );
  const { model, lost } = await read(json, bin);
  t.strictSame([...model.meshes[0]!.primitives[0]!.uvs!], [0.5, 0.5, 1, 0.5, 0.5, 1]);
  t.match(model.materials[0], {
    metallicRoughnessImage: 1,
    occlusionImage: 1,
    onSecondUvs: ['occlusionImage'],
  });
  t.strictSame(lost, []);
});

t.test('two materials with different transforms share no coordinates', async (t) => {
  const of = (offset: number) => ({
    pbrMetallicRoughness: {
      baseColorTexture: { index: 0, extensions: { KHR_texture_transform: { offset: [offset, 0] } } },
    },
  });
  const { json, bin } = textured(of(1), { extensionsUsed: ['KHR_texture_transform'] });
  json.materials.push(of(2));
  json.meshes[0].primitives.push({ ...json.meshes[0].primitives[0], material: 1 });
  const [one, two] = (await read(json, bin)).model.meshes[0]!.primitives;
  t.strictSame(
    [[...one!.uvs!], [...two!.uvs!]],
    [
      [1, 0, 2, 0, 1, 1],
      [2, 0, 3, 0, 2, 1],
    ],
  );
});

t.test('a material of specular and glossiness gets its colour', async (t) => {
  const { json, bin } = textured(
    {
      extensions: {
        KHR_materials_pbrSpecularGlossiness: {
          diffuseFactor: [0.5, 0.25, 0, 1],
          diffuseTexture: { index: 0 },
          specularFactor: [1, 0, 0],
          glossinessFactor: 0.75,
        },
      },
    },
    { extensionsUsed: ['KHR_materials_pbrSpecularGlossiness'] },
  );
  const { model, lost } = await read(json, bin);
  t.match(model.materials[0], {
    baseColour: [0.5, 0.25, 0, 1],
    baseColourImage: 0,
    metallic: 0,
    roughness: 0.25,
  });
  t.match(lost, [{ what: 'specular colours', count: 1 }]);
  json.materials[0].extensions.KHR_materials_pbrSpecularGlossiness.diffuseTexture.index = 7;
  await t.rejects(read(json, bin), { code: 'input_malformed' });
});

t.test('an image of a kind that is not read leaves the shape, though it is required', async (t) => {
  const { json, bin } = textured(
    { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } },
    {
      extensionsUsed: ['KHR_texture_basisu'],
      extensionsRequired: ['KHR_texture_basisu'],
      textures: [{ extensions: { KHR_texture_basisu: { source: 0 } } }],
    },
  );
  const { model, lost } = await read(json, bin);
  t.equal(model.images.length, 0);
  t.match(lost, [{ what: 'textures', count: 1 }, {}, { what: 'extensions', why: /KHR_texture_basisu/ }]);
});

/** What lies beside the file in an archive. */
const siblingsOf = (files: Record<string, Buffer>) => ({
  async read(reference: string) {
    return files[reference];
  },
});

t.test('buffers and images come from the files beside it', async (t) => {
  const { json, bin } = textured({ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } });
  const embedded = await read(json, bin);
  json.buffers[0].uri = 'model.bin';
  json.images[0].uri = 'textures/red.png';
  const path = saved(folder, Buffer.from(JSON.stringify(json)), 'gltf');
  const files = { 'model.bin': bin, 'textures/red.png': Buffer.from(RED, 'base64') };
  const { model, lost } = await readGltf(path, 'gltf', LIMITS, undefined, siblingsOf(files));
  t.strictSame({ model, lost }, { model: embedded.model, lost: embedded.lost });

  await t.rejects(readGltf(path, 'gltf', LIMITS), {
    code: 'input_external_reference',
    detail: /Upload a ZIP/,
  });
  await t.rejects(readGltf(path, 'gltf', LIMITS, undefined, siblingsOf({})), {
    code: 'input_external_reference',
    detail: /"model\.bin".*Add it to the ZIP/,
  });
  const short = siblingsOf({ ...files, 'model.bin': bin.subarray(4) });
  await t.rejects(readGltf(path, 'gltf', LIMITS, undefined, short), { code: 'input_malformed' });
  const bare = await readGltf(path, 'gltf', LIMITS, undefined, siblingsOf({ 'model.bin': bin }));
  t.match(bare.lost, [{ what: 'images', count: 1, why: /textures\/red\.png/ }, {}]);
});

t.test('extensions of materials that are required change no shape', async (t) => {
  const { json, bin } = triangleGltf();
  json.extensionsUsed = json.extensionsRequired = ['KHR_materials_clearcoat'];
  t.match((await read(json, bin)).lost, [{ what: 'extensions', count: 1, why: /clearcoat/ }]);
});
