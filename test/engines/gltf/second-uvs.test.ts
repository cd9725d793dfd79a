// Materials whose images are placed by two sets of texture coordinates, or by one that is placed in two ways.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Compression } from '../../../src/engines/mesh/gltf/compression.ts';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import { LIMITS, type LooseJson, saved } from './build-gltf.ts';
import { complaints } from './check-gltf.ts';
import { compressedWith, gltfTransform, listPrimitives } from './gltf-transform.ts';
import { FIRST_UVS, lightmapped, PAINT, SECOND_UVS, SHADE } from './lightmapped.ts';

const folder = t.testdir();
const io = await gltfTransform();

const read = (change?: (json: LooseJson) => void) =>
  readGltf(saved(folder, lightmapped(change)), 'glb', LIMITS);

const moved = (offset: number) => ({ KHR_texture_transform: { offset: [offset, 0] } });

t.test('both sets are read, and the material says which image is on the second', async (t) => {
  const { model, lost } = await read();
  t.strictSame(lost, []);
  const [primitive] = model.meshes[0]!.primitives;
  t.strictSame([...primitive!.uvs!], FIRST_UVS);
  t.strictSame([...primitive!.secondUvs!], SECOND_UVS);
  t.match(model.materials[0], { baseColourImage: 0, occlusionImage: 1, onSecondUvs: ['occlusionImage'] });
});

for (const compression of ['none', 'quantized', 'meshopt', 'draco'] as const satisfies Compression[]) {
  for (const format of ['glb', 'gltf'] as const) {
    t.test(`${compression} ${format} has both, for others and for us`, async (t) => {
      const { model } = await read();
      const path = join(folder, `${compression}.${format}`);
      await writeGltf(model, path, format, undefined, compression);
      t.strictSame(await complaints(readFileSync(path)), []);
      const document = await io.read(path);
      const [material] = document.getRoot().listMaterials();
      t.strictSame(Buffer.from(material!.getBaseColorTexture()!.getImage()!), PAINT);
      t.strictSame(Buffer.from(material!.getOcclusionTexture()!.getImage()!), SHADE);
      t.equal(material!.getBaseColorTextureInfo()!.getTexCoord(), 0);
      t.equal(material!.getOcclusionTextureInfo()!.getTexCoord(), 1);
      const [primitive] = listPrimitives(document);
      const corners = [...primitive!.getIndices()!.getArray()!];
      const seen = corners.map((vertex) => {
        const pair = ['TEXCOORD_0', 'TEXCOORD_1'].map((name) =>
          primitive!.getAttribute(name)!.getElement(vertex, []),
        );
        return JSON.stringify(pair.flat().map((value) => Math.round(value * 1000) / 1000));
      });
      const expected = [0, 1, 2].map((vertex) =>
        JSON.stringify([FIRST_UVS, SECOND_UVS].flatMap((uvs) => uvs.slice(vertex * 2, vertex * 2 + 2))),
      );
      t.strictSame(seen.toSorted(), expected.toSorted());
      const again = await readGltf(path, format, LIMITS);
      t.strictSame(again.lost, []);
      t.strictSame(again.model.materials, model.materials);
      t.strictSame(again.model.images, model.images);
    });
  }
}

for (const kind of ['draco', 'meshopt'] as const) {
  t.test(`${kind} by gltf-transform is read with both sets`, async (t) => {
    const bytes = await compressedWith(io, lightmapped(), kind);
    const { model } = await readGltf(saved(folder, bytes), 'glb', LIMITS);
    const { uvs, secondUvs } = model.meshes[0]!.primitives[0]!;
    for (const [seen, expected] of [
      [uvs!, FIRST_UVS],
      [secondUvs!, SECOND_UVS],
    ] as const) {
      const rounded = Array.from(seen, (value) => Math.round(value * 1000) / 1000);
      t.strictSame(rounded.toSorted(), expected.toSorted());
    }
    t.match(model.materials[0], { onSecondUvs: ['occlusionImage'] });
  });
}

t.test('the base colour decides which set is the first', async (t) => {
  const { model } = await read(({ materials }) => {
    materials[0].pbrMetallicRoughness.baseColorTexture.texCoord = 1;
    materials[0].occlusionTexture.texCoord = 0;
  });
  const [primitive] = model.meshes[0]!.primitives;
  t.strictSame([...primitive!.uvs!], SECOND_UVS);
  t.strictSame([...primitive!.secondUvs!], FIRST_UVS);
  t.strictSame(model.materials[0]!.onSecondUvs, ['occlusionImage']);
});

t.test('one set that two images move in different ways becomes two', async (t) => {
  const { model, lost } = await read((json) => {
    json.extensionsUsed = ['KHR_texture_transform'];
    json.materials[0].pbrMetallicRoughness.baseColorTexture.extensions = moved(1);
    json.materials[0].occlusionTexture = { index: 1, extensions: moved(2) };
  });
  const [primitive] = model.meshes[0]!.primitives;
  const along = (by: number) => FIRST_UVS.map((value, at) => (at % 2 === 0 ? value + by : value));
  t.strictSame([...primitive!.uvs!], along(1));
  t.strictSame([...primitive!.secondUvs!], along(2));
  t.match(lost, [{ what: 'further texture coordinate sets', count: 1 }], 'nobody asks for the second');
});

t.test('coordinates that a transform moves beyond all numbers are left out', async (t) => {
  const { model, lost } = await read((json) => {
    json.extensionsUsed = ['KHR_texture_transform'];
    json.materials[0].occlusionTexture.extensions = { KHR_texture_transform: { scale: [1e300, 1] } };
  });
  t.notOk('secondUvs' in model.meshes[0]!.primitives[0]!);
  t.match(lost, [{ what: 'texture coordinates', count: 1 }]);
});

t.test('a third set is lost, and counted', async (t) => {
  const { model, lost } = await read((json) => {
    json.extensionsUsed = ['KHR_texture_transform'];
    json.materials[0].emissiveFactor = [1, 1, 1];
    json.materials[0].emissiveTexture = { index: 2, extensions: moved(1) };
  });
  t.strictSame(
    lost.map(({ what, count }) => [what, count]),
    [['textures', 1]],
  );
  t.equal(model.images.length, 2);
  t.notOk('emissiveImage' in model.materials[0]!);
  t.notOk('emissive' in model.materials[0]!, 'what its image says shines does not shine everywhere');
  t.strictSame(model.materials[0]!.onSecondUvs, ['occlusionImage']);
});

t.test('a second set that no image needs is not read', async (t) => {
  const unused = await read(({ materials }) => delete materials[0].occlusionTexture);
  t.notOk('secondUvs' in unused.model.meshes[0]!.primitives[0]!);
  t.match(unused.lost, [{ what: 'further texture coordinate sets', count: 1 }]);
  const dark = await read(({ materials }) => {
    materials[0].emissiveTexture = materials[0].occlusionTexture;
    delete materials[0].occlusionTexture;
  });
  t.notOk('secondUvs' in dark.model.meshes[0]!.primitives[0]!, 'nor one of an image that adds no light');
  t.notOk('onSecondUvs' in dark.model.materials[0]!);
});

t.test('primitives that share their vertices take the sets of their own materials', async (t) => {
  const { model } = await read(({ materials, meshes }) => {
    materials.push({ pbrMetallicRoughness: { baseColorTexture: { index: 0, texCoord: 1 } } });
    meshes[0].primitives.push({ ...meshes[0].primitives[0], material: 1 });
  });
  const [both, one] = model.meshes[0]!.primitives;
  t.strictSame([[...both!.uvs!], [...both!.secondUvs!]], [FIRST_UVS, SECOND_UVS]);
  t.strictSame([...one!.uvs!], SECOND_UVS);
  t.notOk('secondUvs' in one!);
});

t.test('triangles without the set get no image of it', async (t) => {
  const { model } = await read(({ meshes }) => {
    meshes[0].primitives.push(structuredClone(meshes[0].primitives[0]));
    delete meshes[0].primitives[1].attributes.TEXCOORD_1;
  });
  const path = join(folder, 'without.glb');
  await writeGltf(model, path, 'glb');
  t.strictSame(await complaints(readFileSync(path)), []);
  const [whole, bare] = (await io.read(path)).getRoot().listMaterials();
  t.ok(whole!.getOcclusionTexture());
  t.notOk(bare!.getOcclusionTexture());
});
