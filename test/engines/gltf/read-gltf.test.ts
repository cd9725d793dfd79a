import t from 'tap';
import { readGltf } from '../../../src/engines/mesh/gltf/read-gltf.ts';
import type { Primitive } from '../../../src/engines/mesh/model.ts';
import { BinaryBuilder, embedded, glbOf, LIMITS, type LooseJson, saved, triangleGltf } from './build-gltf.ts';

const folder = t.testdir();

/** A file with one primitive over the given arrays. */
function glbWith(
  build: (builder: BinaryBuilder) => { accessors: LooseJson[]; primitive: LooseJson; more?: LooseJson },
): Buffer {
  const builder = new BinaryBuilder();
  const { accessors, primitive, more } = build(builder);
  return glbOf(
    {
      asset: { version: '2.0' },
      scenes: [{ nodes: [0] }],
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [primitive] }],
      accessors,
      bufferViews: builder.bufferViews,
      buffers: [{ byteLength: builder.bytes.length }],
      ...more,
    },
    builder.bytes,
  );
}

async function readOne(bytes: Buffer): Promise<Primitive> {
  const { model } = await readGltf(saved(folder, bytes), 'glb', LIMITS);
  return model.meshes[0]!.primitives[0]!;
}

const SQUARE = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0);
const vec3 = (count: number, rest: LooseJson = {}) => ({
  bufferView: 0,
  componentType: 5126,
  type: 'VEC3',
  count,
  ...rest,
});

t.test('glb and gltf hold the same model, in metres and Y-up', async (t) => {
  const { json, bin } = triangleGltf();
  const glb = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  const gltf = await readGltf(saved(folder, embedded(json, bin), 'gltf'), 'gltf', LIMITS);
  t.match(glb.model, { unit: 'm', upAxis: 'y', unitKnown: true });
  t.strictSame(gltf, glb);
  t.strictSame(glb.warnings, []);
  t.strictSame(glb.lost, []);
});

/** Bytes of all values, enough for data URIs that are taken out of the text. */
const LONG = Buffer.from(Uint8Array.from({ length: 200_001 }, (_, at) => (at * at) >> 3));

t.test('long embedded data are read as short ones are', async (t) => {
  const { json, bin } = triangleGltf();
  const short = await readGltf(saved(folder, embedded(json, bin), 'gltf'), 'gltf', LIMITS);
  const spellings: Record<string, (base64: string) => string> = {
    plain: (base64) => base64,
    'without padding': (base64) => base64.replace(/=+$/, ''),
    'with an escaped slash': (base64) => base64.replaceAll('/', '\\/'),
    'with a character that is none of base64': (base64) =>
      `${base64.slice(0, 70_000)}*${base64.slice(70_000)}`,
  };
  for (const more of [0, 1, 2]) {
    for (const [name, spell] of Object.entries(spellings)) {
      const buffer = Buffer.concat([bin, LONG.subarray(0, LONG.length - more)]);
      const mark = `data:;base64,${'#'}`;
      const text = JSON.stringify({ ...json, buffers: [{ byteLength: buffer.length, uri: mark }] });
      const file = Buffer.from(text.replace(mark, () => `data:;base64,${spell(buffer.toString('base64'))}`));
      const long = await readGltf(saved(folder, file, 'gltf'), 'gltf', LIMITS);
      t.strictSame(long, short, `${name}, ${more} fewer`);
    }
  }
});

t.test('images in long data URIs keep their bytes', async (t) => {
  const { json, bin } = triangleGltf();
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), LONG]);
  const uri = `data:image/png;base64,${png.toString('base64')}`;
  const materials = [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }];
  const meshes = (json.meshes as { primitives: LooseJson[] }[]).map(({ primitives }) => ({
    primitives: primitives.map((primitive) => ({ ...primitive, material: 0 })),
  }));
  const textured = { ...json, meshes, materials, textures: [{ source: 0 }], images: [{ uri }] };
  const { model } = await readGltf(saved(folder, embedded(textured, bin), 'gltf'), 'gltf', LIMITS);
  t.strictSame(Buffer.from(model.images[0]!.bytes), png);
});

t.test('a mark that a file has of itself stands for nothing', async (t) => {
  const { json, bin } = triangleGltf();
  for (const uri of ['data:;base64,#0', 'data:;base64,#1e9', 'data:;base64,#length']) {
    const file = Buffer.from(JSON.stringify({ ...json, buffers: [{ byteLength: bin.length, uri }] }));
    await t.rejects(readGltf(saved(folder, file, 'gltf'), 'gltf', LIMITS), { code: 'input_malformed' }, uri);
  }
});

t.test('progress goes from 0 to 1 and never falls', async (t) => {
  const { json, bin } = triangleGltf();
  const seen: number[] = [];
  await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS, (fraction) => seen.push(fraction));
  t.ok(seen.length >= 2);
  t.equal(seen.at(-1), 1);
  t.strictSame(
    seen,
    seen.toSorted((a, b) => a - b),
  );
});

t.test('triangle modes', async (t) => {
  // The specification's own rule: strip i is (i, i+1+i%2, i+2-i%2), fan i is (i+1, i+2, 0).
  for (const [mode, corners, expected] of [
    [4, [0, 1, 2, 0, 2, 3], [0, 1, 2, 0, 2, 3]],
    [5, [0, 1, 3, 2], [0, 1, 3, 1, 2, 3]],
    [6, [0, 1, 2, 3], [1, 2, 0, 2, 3, 0]],
  ] as const) {
    const { indices } = await readOne(
      glbWith((builder) => {
        builder.add(SQUARE);
        builder.add(Uint8Array.from(corners));
        return {
          accessors: [vec3(4), { bufferView: 1, componentType: 5121, type: 'SCALAR', count: corners.length }],
          primitive: { attributes: { POSITION: 0 }, indices: 1, mode },
        };
      }),
    );
    t.strictSame([...indices], expected, `mode ${mode}`);
  }
});

t.test(
  'without indices, vertices are taken three by three and what is left over is not a triangle',
  async (t) => {
    const { indices } = await readOne(
      glbWith((builder) => {
        builder.add(SQUARE);
        return { accessors: [vec3(4)], primitive: { attributes: { POSITION: 0 } } };
      }),
    );
    t.strictSame([...indices], [0, 1, 2]);
  },
);

t.test('interleaved attributes, normals, texture coordinates and normalised colours', async (t) => {
  const vertex = Buffer.alloc(3 * 36);
  for (let i = 0; i < 3; i++) {
    const floats = [i, i + 0.5, i * i, 0, 0, 1, i / 2, 1 - i / 2];
    for (const [at, value] of floats.entries()) vertex.writeFloatLE(value, i * 36 + at * 4);
    vertex.set([255, 51 * i, 0, 102], i * 36 + 32);
  }
  const primitive = await readOne(
    glbWith((builder) => {
      builder.add(vertex, 36);
      return {
        accessors: [
          vec3(3),
          vec3(3, { byteOffset: 12 }),
          { ...vec3(3, { byteOffset: 24 }), type: 'VEC2' },
          { ...vec3(3, { byteOffset: 32, componentType: 5121, normalized: true }), type: 'VEC4' },
        ],
        primitive: { attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2, COLOR_0: 3 } },
      };
    }),
  );
  t.strictSame([...primitive.positions], [0, 0.5, 0, 1, 1.5, 1, 2, 2.5, 4]);
  t.strictSame([...primitive.normals!], [0, 0, 1, 0, 0, 1, 0, 0, 1]);
  t.strictSame([...primitive.uvs!], [0, 1, 0.5, 0.5, 1, 0]);
  t.strictSame([...primitive.colours!], [1, 0, 0, 0.4, 1, 0.2, 0, 0.4, 1, 0.4, 0, 0.4].map(Math.fround));
});

t.test('colours of three components get alpha 1', async (t) => {
  const { colours } = await readOne(
    glbWith((builder) => {
      builder.add(SQUARE);
      builder.add(Uint16Array.of(65535, 0, 0, 0, 0, 65535, 0, 0, 0, 0, 65535, 0, 0, 0, 0, 0), 8);
      return {
        accessors: [
          vec3(3),
          { bufferView: 1, componentType: 5123, normalized: true, type: 'VEC3', count: 3 },
        ],
        primitive: { attributes: { POSITION: 0, COLOR_0: 1 } },
      };
    }),
  );
  t.strictSame([...colours!], [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1]);
});

t.test('sparse values replace those at the accessor, whose own offset is not theirs', async (t) => {
  const primitive = await readOne(
    glbWith((builder) => {
      builder.add(Float32Array.of(99, 99, 99, ...SQUARE));
      builder.add(Uint16Array.of(1, 3));
      builder.add(Float32Array.of(5, 6, 7, 8, 9, 10));
      const sparse = { count: 2, indices: { bufferView: 1, componentType: 5123 }, values: { bufferView: 2 } };
      return {
        accessors: [vec3(4, { byteOffset: 12, sparse })],
        primitive: { attributes: { POSITION: 0 }, mode: 5 },
      };
    }),
  );
  t.strictSame([...primitive.positions], [0, 0, 0, 5, 6, 7, 1, 1, 0, 8, 9, 10]);
});

t.test('a sparse accessor without a view starts from zeros', async (t) => {
  const primitive = await readOne(
    glbWith((builder) => {
      builder.add(Uint8Array.of(2));
      builder.add(Float32Array.of(1, 2, 3));
      const sparse = { count: 1, indices: { bufferView: 0, componentType: 5121 }, values: { bufferView: 1 } };
      return {
        accessors: [{ componentType: 5126, type: 'VEC3', count: 3, sparse }],
        primitive: { attributes: { POSITION: 0 } },
      };
    }),
  );
  t.strictSame([...primitive.positions], [0, 0, 0, 0, 0, 0, 1, 2, 3]);
});

t.test('KHR_mesh_quantization: normalised and plain integers', async (t) => {
  for (const [normalized, expected] of [
    [true, [-1, -1, 0, 1, 16384 / 32767, 0, 0, 0, 1]],
    [false, [-32768, -32767, 0, 32767, 16384, 0, 0, 0, 32767]],
  ] as const) {
    const { positions } = await readOne(
      glbWith((builder) => {
        // Elements are padded to four bytes: VEC3 of int16 has a stride of 8.
        builder.add(Int16Array.of(-32768, -32767, 0, 0, 32767, 16384, 0, 0, 0, 0, 32767, 0), 8);
        return {
          accessors: [vec3(3, { componentType: 5122, normalized })],
          primitive: { attributes: { POSITION: 0 } },
          more: { extensionsUsed: ['KHR_mesh_quantization'], extensionsRequired: ['KHR_mesh_quantization'] },
        };
      }),
    );
    t.strictSame([...positions], expected.map(Math.fround), `normalized: ${normalized}`);
  }
});

t.test('primitives that share their vertices get their own part of them', async (t) => {
  const glb = glbWith((builder) => {
    builder.add(SQUARE);
    builder.add(Uint16Array.of(0, 1, 2, 3, 0, 2));
    const indices = { bufferView: 1, componentType: 5123, type: 'SCALAR', count: 3 };
    return {
      accessors: [vec3(4), indices, { ...indices, byteOffset: 6 }],
      primitive: {},
      more: { meshes: [{ primitives: [1, 2].map((at) => ({ attributes: { POSITION: 0 }, indices: at })) }] },
    };
  });
  const { model } = await readGltf(saved(folder, glb), 'glb', LIMITS);
  const [first, second] = model.meshes[0]!.primitives;
  t.strictSame([...first!.positions], [0, 0, 0, 1, 0, 0, 1, 1, 0]);
  t.strictSame([...second!.positions], [0, 1, 0, 0, 0, 0, 1, 1, 0]);
  t.strictSame([...second!.indices], [0, 1, 2]);
});

t.test('the node tree of the default scene: names, transforms, instances', async (t) => {
  const { json, bin } = triangleGltf();
  const half = Math.SQRT1_2;
  json.nodes = [
    { name: 'left', mesh: 0, translation: [1, 2, 3], rotation: [0, 0, half, half], scale: [2, 3, 4] },
    { name: 'root', children: [2, 0] },
    { name: 'right', mesh: 0, matrix: [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 7, 8, 9, 1] },
    { name: 'elsewhere', mesh: 0 },
  ];
  json.scenes = [{ nodes: [3] }, { nodes: [1] }];
  json.scene = 1;
  json.meshes[0].name = 'part';
  const { model, warnings } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  t.match(model.nodes, [
    { name: 'root' },
    { name: 'right', parent: 0, mesh: 0 },
    { name: 'left', parent: 0, mesh: 0 },
  ]);
  t.equal(model.nodes[0]!.parent, undefined);
  t.equal(model.meshes.length, 1);
  t.equal(model.meshes[0]!.name, 'part');
  t.strictSame(
    [...model.nodes[1]!.matrix!],
    [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 7, 8, 9, 1],
    'shear is kept',
  );
  // A quarter turn about z takes x to y and y to −x.
  const expected = [0, 2, 0, 0, -3, 0, 0, 0, 0, 0, 4, 0, 1, 2, 3, 1];
  t.ok([...model.nodes[2]!.matrix!].every((value, at) => Math.abs(value - expected[at]!) < 1e-12));
  t.match(warnings, [/1 nodes? with geometry/]);
});

t.test('materials and their images; what is not kept is said', async (t) => {
  const { json, bin } = triangleGltf();
  const png = Buffer.from('89504e470d0a1a0a00000000', 'hex');
  json.images = [
    { name: 'picture', uri: `data:image/png;base64,${png.toString('base64')}` },
    { uri: `data:image/webp;base64,${Buffer.from('RIFFxxxxWEBP').toString('base64')}` },
  ];
  json.textures = [{ source: 0 }, { source: 1 }];
  json.materials = [
    {
      name: 'paint',
      pbrMetallicRoughness: {
        baseColorFactor: [0.1, 0.2, 0.3, 0.4],
        metallicFactor: 0.5,
        baseColorTexture: { index: 0 },
      },
      emissiveFactor: [0, 1, 0],
      alphaMode: 'MASK',
      alphaCutoff: 0.25,
      doubleSided: true,
      normalTexture: { index: 1 },
    },
    { pbrMetallicRoughness: { baseColorTexture: { index: 1 } } },
  ];
  json.meshes[0].primitives[0].material = 0;
  json.meshes[0].primitives.push({ attributes: { POSITION: 0 }, mode: 1 });
  json.meshes[0].primitives[0].attributes.TANGENT = 0;
  json.meshes[0].primitives[0].targets = [{}, {}];
  json.nodes[0].skin = 0;
  json.nodes[0].camera = 0;
  json.skins = [{ joints: [0] }];
  json.cameras = [{ type: 'perspective' }];
  json.animations = [{}, {}];
  json.extensionsUsed = ['KHR_materials_clearcoat'];
  const { model, lost } = await readGltf(saved(folder, glbOf(json, bin)), 'glb', LIMITS);
  t.strictSame(model.materials[0], {
    name: 'paint',
    baseColour: [0.1, 0.2, 0.3, 0.4],
    metallic: 0.5,
    roughness: 1,
    alphaMode: 'MASK',
    alphaCutoff: 0.25,
    doubleSided: true,
    baseColourImage: 0,
    emissive: [0, 1, 0],
  });
  t.strictSame(model.images, [{ name: 'picture', mediaType: 'image/png', bytes: png }]);
  t.equal(model.meshes[0]!.primitives[0]!.material, 0);
  const counts = Object.fromEntries(lost.map(({ what, count }) => [what, count]));
  t.strictSame(counts, {
    'point and line primitives': 1,
    'morph targets': 2,
    images: 1,
    'vertex tangents': 1,
    skins: 1,
    animations: 2,
    cameras: 1,
    extensions: 1,
  });
});
