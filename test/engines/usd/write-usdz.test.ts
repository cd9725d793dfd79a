// What we write, as Pixar's own library sees it, and the rules of the package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { toFrame } from '../../../src/engines/mesh/tools/frame.ts';
import { measure } from '../../../src/engines/mesh/tools/measure.ts';
import { writeUsdz } from '../../../src/engines/mesh/usd/write-usdz.ts';
import { haveUsdCore, lookWithUsdCore } from '../../support/usd-core.ts';
import { box, LIMITS, modelOf } from '../mesh/shapes.ts';
import { PIXEL, richModel } from './rich-model.ts';

t.setTimeout(600_000); // seconds each, more on a busy machine
const folder = t.testdir();
const skip = haveUsdCore ? false : 'no Python with usd-core';

async function written(model: MeshModel, name = 'model.usdz'): Promise<string> {
  const path = join(folder, name);
  await writeUsdz(model, path, 'upload');
  return path;
}

t.test('OpenUSD finds nothing to complain of, and the same geometry', { skip }, async (t) => {
  const model = richModel();
  const [seen] = lookWithUsdCore(await written(model));
  t.strictSame(seen!.complaints, []);
  t.match(seen, { metersPerUnit: 1, upAxis: 'Y', instances: 2, defaultPrim: 'Rader_A_' });
  const expected = measure(model, 'usdz');
  t.equal(seen!.triangles, expected.triangles);
  t.ok(Math.abs(seen!.area / expected.area! - 1) < 1e-6, `area ${seen!.area} is ${expected.area}`);
  const { min, max } = expected.bounds!;
  for (const [at, corner] of [min, max].entries()) {
    corner.forEach((value, axis) => {
      t.ok(Math.abs(seen!.bounds[at]![axis]! - value) < 1e-5, `bounds ${at} ${axis}`);
    });
  }
});

t.test('OpenUSD sees names, materials, textures and primvars', { skip }, async (t) => {
  const [seen] = lookWithUsdCore(await written(richModel()));
  const [wheel, again, two, child, plain] = seen!.meshes;
  t.strictSame(wheel!.names, ['Räder "A"', 'wheel', 'Wheel']);
  t.strictSame(again!.names, ['Räder "A"', 'wheel', 'Wheel']);
  t.strictSame(two!.names, ['Räder "A"', '2 of\nthem', '2 of\nthem', 'Zwei']);
  t.strictSame(child!.names.slice(0, 3), ['Räder "A"', '2 of\nthem', 'with a child']);
  for (const instance of [wheel, again]) {
    t.match(instance!.material, { name: 'Red', inputs: { metallic: 0.25, roughness: 0.75 } });
    t.strictSame(instance!.material!.inputs.diffuseColor, [1, 0, 0]);
  }
  t.strictSame(wheel!.primvars, { normals: 'vertex 8' });
  t.strictSame(two!.primvars, { st: 'vertex 16' });
  t.strictSame(two!.subsets, [
    { material: 'Textur', faces: 12 },
    { material: 'Glass', faces: 12 },
  ]);
  t.strictSame(child!.primvars, { displayColor: 'vertex 8' });
  t.equal(child!.material!.inputs.diffuseColor, 'UsdPrimvarReader_float3.result');
  t.notOk(plain!.material);
});

t.test(
  'a texture lies in the package, is multiplied with the colour and read as sRGB',
  { skip },
  async (t) => {
    const model = modelOf([{ ...box([1, 1, 1]), uvs: new Float32Array(16), material: 1 }]);
    const { materials, images } = richModel();
    materials[1]!.doubleSided = true;
    materials[1]!.alphaMode = 'MASK';
    materials[1]!.alphaCutoff = 0.25;
    const [seen] = lookWithUsdCore(await written({ ...model, materials, images }, 'textured.usdz'));
    t.strictSame(seen!.complaints, [
      "Stage specifies upAxis 'Z'. upAxis should be 'Y'. (fails 'StageMetadataChecker')",
    ]);
    t.match(seen, { metersPerUnit: 0.001, upAxis: 'Z' });
    const [mesh] = seen!.meshes;
    t.equal(mesh!.doubleSided, true);
    t.match(mesh!.material!.inputs, {
      diffuseColor: 'UsdUVTexture.rgb',
      opacity: 'UsdUVTexture.a',
      opacityThreshold: 0.25,
    });
    t.match(mesh!.material!.textures.diffuseColor, {
      bytes: PIXEL.length,
      colourSpace: 'sRGB',
      scale: [1, 0.5, 0.5, 1],
    });
  },
);

t.test(
  'the other textures are read as numbers, from the channels that glTF has them in',
  { skip },
  async (t) => {
    const model = modelOf([{ ...box([1, 1, 1]), uvs: new Float32Array(16), material: 0 }]);
    const { images } = richModel();
    const all = { metallicRoughnessImage: 0, normalImage: 0, occlusionImage: 0, emissiveImage: 0 };
    const given = {
      ...all,
      baseColour: [1, 1, 1, 1] as [number, number, number, number],
      metallic: 1,
      roughness: 0.5,
    };
    const [seen] = lookWithUsdCore(
      await written(
        toFrame({ ...model, materials: [{ ...given, emissive: [1, 1, 0] }], images }, 'm', 'y'),
        'all.usdz',
      ),
    );
    t.strictSame(seen!.complaints, []);
    t.match(seen!.meshes[0]!.material!.inputs, {
      metallic: 'UsdUVTexture.b',
      roughness: 'UsdUVTexture.g',
      normal: 'UsdUVTexture.rgb',
      occlusion: 'UsdUVTexture.r',
      emissiveColor: 'UsdUVTexture.rgb',
    });
    const spaces = Object.entries(seen!.meshes[0]!.material!.textures).map(([input, { colourSpace }]) => [
      input,
      colourSpace,
    ]);
    t.strictSame(Object.fromEntries(spaces), {
      metallic: 'raw',
      roughness: 'raw',
      normal: 'raw',
      occlusion: 'raw',
      emissiveColor: 'sRGB',
    });
  },
);

t.test('a material without light is written with light, and this is said', async (t) => {
  const materials = richModel().materials.map((each, at) => (at === 0 ? { ...each, unlit: true } : each));
  const { warnings } = await writeUsdz({ ...richModel(), materials }, join(folder, 'unlit.usdz'), 'upload');
  t.match(warnings, [/^1 material without light will be lit/]);
});

t.test('polygons stay polygons', { skip }, async (t) => {
  const { positions } = box([1, 1, 1]);
  const indices = Uint32Array.of(0, 2, 3, 0, 3, 1);
  const polygons = { indices, sizes: Uint32Array.of(4), corners: Uint32Array.of(0, 2, 3, 1) };
  const [seen] = lookWithUsdCore(await written(modelOf([{ positions, indices, polygons }]), 'quad.usdz'));
  t.match(seen!.meshes, [{ faces: 1, triangles: 2 }]);
});

t.test(
  'data is stored, at multiples of 64 bytes, the layer first; the bytes are always the same',
  async (t) => {
    const bytes = readFileSync(await written(richModel(), 'a.usdz'));
    t.ok(bytes.equals(readFileSync(await written(richModel(), 'b.usdz'))));
    const entries: { name: string; method: number; data: number }[] = [];
    for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
      const [nameLength, extraLength] = [bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)];
      const data = at + 30 + nameLength + extraLength;
      const name = bytes.toString('utf8', at + 30, at + 30 + nameLength);
      entries.push({ name, method: bytes.readUInt16LE(at + 8), data });
      at = data + bytes.readUInt32LE(at + 18);
    }
    t.strictSame(
      entries.map(({ name }) => name),
      ['model.usda', 'textures/0.png'],
    );
    t.ok(entries.every(({ method, data }) => method === 0 && data % 64 === 0));
  },
);

t.test('several roots get one above them, with the name of the upload', { skip }, async (t) => {
  const names = ['', '!', 'Materials', 'Prototypes', 'a', 'a', 'Ä'];
  const nodes = names.map((name, mesh) => ({ name, mesh }));
  const boxes = names.map((_, place) => box([1, 1, 1], [place * 2, 0, 0]));
  const model = toFrame(modelOf(boxes, nodes), 'm', 'y');
  const [seen] = lookWithUsdCore(await written(model, 'roots.usdz'));
  t.strictSame(seen!.complaints, []);
  t.equal(seen!.defaultPrim, 'upload');
  t.strictSame(
    seen!.meshes.map((mesh) => mesh.names[1]),
    ['Node', '!', 'Materials', 'Prototypes', 'a', 'a', 'Ä'],
  );
});

t.test('a tree that is too deep for other programs is refused', async (t) => {
  const nodes = Array.from({ length: 300 }, (_, index) => (index === 0 ? {} : { parent: index - 1 }));
  const model = modelOf([box([1, 1, 1])], [...nodes, { parent: 299, mesh: 0 }]);
  await t.rejects(written(model, 'deep.usdz'), { code: 'target_limit_exceeded' });
});

t.test('a model in millimetres, Z-up, can be written in metres, Y-up', { skip }, async (t) => {
  const model = toFrame(modelOf([box([1000, 2000, 3000])]), 'm', 'y');
  const [seen] = lookWithUsdCore(await written(model, 'metres.usdz'));
  t.match(seen, { metersPerUnit: 1, upAxis: 'Y' });
  t.strictSame(seen!.bounds, [
    [0, 0, -2],
    [1, 3, 0],
  ]);
});

t.test('a body whose sides differ in colours and texture coordinates stays one mesh', { skip }, async (t) => {
  const whole = box([1, 1, 1]);
  const half = (from: number, to: number, more: Partial<Primitive>): Primitive => ({
    positions: whole.positions,
    indices: whole.indices.slice(from, to),
    ...more,
  });
  const model = modelOf([whole]);
  model.materials = ['red', 'plain'].map((name) => ({
    name,
    baseColour: [1, 1, 1, 1],
    metallic: 0,
    roughness: 0.5,
  }));
  const red = Float32Array.from({ length: 32 }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? 1 : 0));
  model.meshes[0]!.primitives = [
    half(0, 12, { colours: red, material: 0 }),
    half(12, 24, { uvs: new Float32Array(16).fill(0.5), material: 1 }),
    half(24, 36, { material: 1 }),
  ];
  const path = await written(toFrame(model, 'm', 'y'), 'sides.usdz');
  const [seen] = lookWithUsdCore(path);
  t.strictSame(seen!.complaints, []);
  t.equal(seen!.meshes.length, 1);
  t.strictSame(seen!.meshes[0]!.primvars, { displayColor: 'vertex 24', st: 'vertex 24' });
  t.strictSame(seen!.meshes[0]!.subsets.map(({ material }) => material).sort(), ['plain', 'plain', 'red']);
  const { model: back } = await readMesh('usdz', { path, limits: LIMITS, options: {} });
  t.match(measure(back, 'usdz'), { parts: 1, bodies: 1 });
  const coloured = back.meshes[0]!.primitives.filter(({ colours }) => colours);
  t.equal(coloured.length, 1, 'what had no colours shows none');
});
