import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger, WebIO } from '@gltf-transform/core';
import t from 'tap';
import { writeGltf } from '../../../src/engines/mesh/gltf/write-gltf.ts';
import type { MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { complaints, validate } from './check-gltf.ts';

const folder = t.testdir();
let files = 0;

async function written(model: MeshModel, format: 'glb' | 'gltf' = 'glb'): Promise<Buffer> {
  const path = join(folder, `written-${++files}.${format}`);
  await writeGltf(model, path, format);
  return readFileSync(path);
}

const readBack = (glb: Uint8Array) =>
  new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT)).readBinary(new Uint8Array(glb));

const modelOf = (...primitives: Primitive[]): MeshModel => ({
  unit: 'm',
  upAxis: 'y',
  unitKnown: true,
  nodes: [{ name: 'part', mesh: 0 }],
  meshes: [{ name: 'shape', primitives }],
  materials: [],
  images: [],
});

const triangle = (): Primitive => ({
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0),
  indices: Uint32Array.of(0, 1, 2),
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Everything that the model can say, as two parts that share a mesh. */
function richModel(): MeshModel {
  const model = modelOf(
    {
      ...triangle(),
      normals: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1),
      uvs: Float32Array.of(0, 0, 1, 0, 0, 1),
      colours: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0.5),
      material: 0,
    },
    { ...triangle(), colours: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1), material: 0 },
  );
  model.nodes = [
    { name: 'Gehäuse "A" №7 🧊' },
    {
      name: 'left',
      parent: 0,
      mesh: 0,
      matrix: Float64Array.of(0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1),
    },
    { parent: 0, mesh: 0 },
    { name: 'nothing', parent: 2 },
  ];
  model.images = [{ name: 'dot', mediaType: 'image/png', bytes: PNG }];
  model.materials = [
    {
      name: 'paint',
      baseColour: [0.1, 0.2, 0.3, 0.5],
      metallic: 0,
      roughness: 0.5,
      doubleSided: true,
      baseColourImage: 0,
      emissive: [0, 0, 1],
      alphaMode: 'MASK',
      alphaCutoff: 0.3,
    },
    { name: 'unused', baseColour: [1, 1, 1, 1], metallic: 0, roughness: 1 },
  ];
  return model;
}

t.test('a full model is valid as both formats, and the same bytes each time', async (t) => {
  for (const format of ['glb', 'gltf'] as const) {
    const bytes = await written(richModel(), format);
    t.strictSame(await complaints(bytes), [], format);
    t.strictSame(await written(richModel(), format), bytes, `${format} again`);
    const { info } = await validate(bytes);
    t.equal(info.materialCount, 2, 'one with the image, one for the primitive without texture coordinates');
  }
});

t.test('an independent reader finds the tree, the instances, the attributes and the materials', async (t) => {
  const root = (await readBack(await written(richModel()))).getRoot();
  const [top] = root.listScenes()[0]!.listChildren();
  t.equal(top!.getName(), 'Gehäuse "A" №7 🧊');
  const [left, right] = top!.listChildren();
  t.equal(left!.getName(), 'left');
  t.strictSame(
    left!.getWorldMatrix().map((value) => Math.round(value * 1e9) / 1e9 + 0),
    [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1],
  );
  t.equal(left!.getMesh(), right!.getMesh());
  t.equal(right!.listChildren()[0]!.getName(), 'nothing');
  t.equal(root.listMeshes().length, 1);
  const [first, second] = root.listMeshes()[0]!.listPrimitives();
  t.strictSame([...first!.getAttribute('COLOR_0')!.getArray()!], [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0.5]);
  t.strictSame(
    [...second!.getAttribute('COLOR_0')!.getArray()!],
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    'no alpha where all is opaque',
  );
  t.strictSame([...first!.getAttribute('TEXCOORD_0')!.getArray()!], [0, 0, 1, 0, 0, 1]);
  t.strictSame([...first!.getIndices()!.getArray()!], [0, 1, 2]);
  const material = first!.getMaterial()!;
  t.strictSame(material.getBaseColorFactor(), [0.1, 0.2, 0.3, 0.5]);
  t.match(
    [material.getAlphaMode(), material.getAlphaCutoff(), material.getDoubleSided()],
    ['MASK', 0.3, true],
  );
  t.strictSame(Buffer.from(material.getBaseColorTexture()!.getImage()!), PNG);
  t.equal(second!.getMaterial()!.getBaseColorTexture(), null);
});

t.test('normals become unit vectors', async (t) => {
  const glb = await written(
    modelOf({ ...triangle(), normals: Float32Array.of(0, 0, 20, 0, 0, 0, Number.NaN, 0, 1) }),
  );
  t.strictSame(await complaints(glb), []);
  const normal = (await readBack(glb))
    .getRoot()
    .listMeshes()[0]!
    .listPrimitives()[0]!
    .getAttribute('NORMAL')!;
  t.strictSame(
    [...normal.getArray()!],
    [0, 0, 1, 0, 0, 1, 0, 0, 1],
    'from the triangle where they have no length',
  );
});

t.test('double precision positions are rounded, and their range with them', async (t) => {
  const glb = await written(
    modelOf({
      positions: Float64Array.of(0.1, 0, 0, 1 / 3, 0, 0, 0, 1e-9, 123456.789),
      indices: Uint32Array.of(0, 1, 2),
    }),
  );
  t.strictSame(await complaints(glb), []);
});

t.test('a coordinate that no 32-bit float can hold is refused', async (t) => {
  const model = modelOf({
    positions: Float64Array.of(0, 0, 0, 1e39, 0, 0, 0, 1, 0),
    indices: Uint32Array.of(0, 1, 2),
  });
  await t.rejects(written(model), { code: 'target_limit_exceeded' });
});

t.test('16-bit indices up to 65,535 vertices and no further', async (t) => {
  for (const [vertices, componentType] of [
    [65_535, 5123],
    [65_536, 5125],
  ] as const) {
    const glb = await written(grid(vertices));
    t.strictSame(await complaints(glb), []);
    const accessor = (await readBack(glb)).getRoot().listMeshes()[0]!.listPrimitives()[0]!.getIndices()!;
    t.equal(accessor.getComponentType(), componentType);
    t.equal(accessor.getMax([])[0], vertices - 1);
  }
});

t.test('equal materials are written once; a transparent colour without a mode is blended', async (t) => {
  const model = modelOf(
    { ...triangle(), material: 0 },
    { ...triangle(), material: 1 },
    { ...triangle(), material: 2 },
  );
  const red = { baseColour: [1, 0, 0, 0.5] as [number, number, number, number], metallic: 0, roughness: 1 };
  model.materials = [red, { ...red }, { ...red, baseColour: [2, -1, 0, 1] }];
  const glb = await written(model);
  t.strictSame(await complaints(glb), []);
  const materials = (await readBack(glb)).getRoot().listMaterials();
  t.strictSame(
    materials.map((material) => [material.getAlphaMode(), material.getBaseColorFactor()]),
    [
      ['BLEND', [1, 0, 0, 0.5]],
      ['OPAQUE', [1, 0, 0, 1]],
    ],
  );
});

t.test('parts without triangles leave no mesh behind', async (t) => {
  const model = modelOf(triangle(), { positions: new Float32Array(0), indices: new Uint32Array(0) });
  model.meshes.push({ primitives: [] });
  model.nodes.push({ name: 'empty', mesh: 1 });
  const glb = await written(model);
  t.strictSame(await complaints(glb), []);
  t.equal((await readBack(glb)).getRoot().listMeshes().length, 1);
  await t.rejects(written({ ...model, nodes: [{ mesh: 1 }] }), { code: 'output_invalid' });
});

t.test('base64 is whole across the seams of its parts', async (t) => {
  const model = modelOf(...[1001, 70_001, 333].map((vertices) => grid(vertices).meshes[0]!.primitives[0]!));
  model.images = [{ mediaType: 'image/png', bytes: PNG }];
  const gltf = JSON.parse((await written(model, 'gltf')).toString('utf8'));
  const glb = await written(model);
  const embedded = Buffer.from(gltf.buffers[0].uri.split(',')[1], 'base64');
  t.equal(embedded.length, gltf.buffers[0].byteLength);
  t.ok(embedded.equals(glb.subarray(glb.length - embedded.length)));
});

t.test('1.2 M triangles take little more memory than they have', async (t) => {
  const model = grid(600_000);
  model.meshes[0]!.primitives[0]!.indices = Uint32Array.from({ length: 3_600_000 }, (_, i) => i % 600_000);
  const path = join(folder, 'big.glb');
  writeFileSync(path, '');
  await writeGltf(model, path, 'glb');
  const before = process.memoryUsage().arrayBuffers;
  const seen: number[] = [];
  await writeGltf(model, path, 'glb', (fraction) => seen.push(fraction));
  const grownBytes = process.memoryUsage().arrayBuffers - before;
  t.ok(grownBytes < 8e6, `held ${grownBytes} further bytes for 21.6 MB of geometry`);
  t.equal(seen.at(-1), 1);
  t.ok(seen.length > 50);
  t.strictSame(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  t.equal((await validate(readFileSync(path))).info.totalTriangleCount, 1_200_000);
});

/** A zigzag of `vertices` vertices: each triangle takes the next three. */
function grid(vertices: number): MeshModel {
  const positions = Float32Array.from({ length: vertices * 3 }, (_, i) => ((i * 7919) % 1013) / 13);
  const indices = Uint32Array.from({ length: (vertices - 2) * 3 }, (_, i) => Math.floor(i / 3) + (i % 3));
  return modelOf({ positions, indices });
}
