// Materials whose images are placed by two sets of texture coordinates, written and read.
import { join } from 'node:path';
import t from 'tap';
import type { Material, MeshModel, Primitive } from '../../../src/engines/mesh/model.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { writeUsdz } from '../../../src/engines/mesh/usd/write-usdz.ts';
import { haveUsdCore, lookWithUsdCore } from '../../support/usd-core.ts';
import { box, LIMITS } from '../mesh/shapes.ts';
import { PIXEL } from './rich-model.ts';
import { readerIn, SQUARE } from './usda-layers.ts';

const skip = haveUsdCore ? false : 'no Python with usd-core';
t.setTimeout(600_000); // seconds each, more on a busy machine
const folder = t.testdir();
const read = readerIn(folder);

const uvs = Float32Array.from({ length: 16 }, (_, at) => at / 16);
const secondUvs = Float32Array.from({ length: 16 }, (_, at) => at / 32);
const LIT: Material = {
  name: 'lit',
  baseColour: [1, 1, 1, 1],
  metallic: 0,
  roughness: 0.5,
  alphaMode: 'OPAQUE',
  baseColourImage: 0,
  occlusionImage: 1,
  onSecondUvs: ['occlusionImage'],
};
const { occlusionImage: _, onSecondUvs: __, ...PAINTED } = LIT;

const model = (primitives: Primitive[]): MeshModel => ({
  unit: 'm',
  upAxis: 'y',
  unitKnown: true,
  nodes: [{ name: 'n', mesh: 0 }],
  meshes: [{ primitives }],
  materials: [LIT, { ...PAINTED, name: 'painted' }],
  images: ['a', 'b'].map((name) => ({ name, mediaType: 'image/png', bytes: PIXEL })),
});

async function written(given: MeshModel, name: string): Promise<string> {
  const path = join(folder, name);
  await writeUsdz(given, path, 'upload');
  return path;
}

const readUsdz = (path: string) => readMesh('usdz', { path, options: {}, limits: LIMITS });

t.test('what is written is read again', async (t) => {
  const given = model([{ ...box([1, 1, 1]), uvs, secondUvs, material: 0 }]);
  const { model: seen, lost } = await readUsdz(await written(given, 'lit.usdz'));
  t.strictSame(lost, []);
  t.strictSame(seen.materials, [LIT]);
  t.equal(seen.images.length, 2);
  const [primitive] = seen.meshes[0]!.primitives;
  t.strictSame([primitive!.uvs, primitive!.secondUvs], [uvs, secondUvs]);
});

t.test('OpenUSD sees two primvars, and which image each places', { skip }, async (t) => {
  const given = model([{ ...box([1, 1, 1]), uvs, secondUvs, material: 0 }]);
  const [seen] = lookWithUsdCore(await written(given, 'seen.usdz'));
  t.strictSame(seen!.complaints, []);
  const [mesh] = seen!.meshes;
  t.strictSame(mesh!.primvars, { st: 'vertex 8', st1: 'vertex 8' });
  t.match(mesh!.material!.textures, { diffuseColor: { primvar: 'st' }, occlusion: { primvar: 'st1' } });
});

t.test('only the faces that use the second set have it, though the mesh has it as a whole', async (t) => {
  const path = await written(
    model([
      { ...box([1, 1, 1]), uvs, secondUvs, material: 0 },
      { ...box([1, 1, 1], [2, 0, 0]), uvs, material: 1 },
    ]),
    'some.usdz',
  );
  const { model: seen } = await readUsdz(path);
  t.equal(seen.meshes.length, 1);
  const shown = seen.meshes[0]!.primitives.map(({ material, secondUvs: second }) => [
    seen.materials[material!]!.name,
    second !== undefined,
  ]);
  t.strictSame(Object.fromEntries(shown), { lit: true, painted: false });
  if (skip === false) t.strictSame(lookWithUsdCore(path)[0]!.complaints, []);
});

/** @param placed which primvar places which image of the surface, which is a file of this name */
const material = (name: string, placed: Record<string, string>) => `def Material "${name}" {
  token outputs:surface.connect = </Materials/${name}/Surface.outputs:surface>
  def Shader "Surface" {
    uniform token info:id = "UsdPreviewSurface"
    ${Object.keys(placed)
      .map((input) => {
        const [type, channel] = input === 'occlusion' ? ['float', 'r'] : ['color3f', 'rgb'];
        return `${type} inputs:${input}.connect = </Materials/${name}/${input}.outputs:${channel}>`;
      })
      .join('\n    ')}
    token outputs:surface
  }
  ${Object.entries(placed)
    .map(
      ([input, primvar]) => `def Shader "${input}" {
    uniform token info:id = "UsdUVTexture"
    asset inputs:file = @${input}.png@
    float2 inputs:st.connect = </Materials/${name}/${input}_reader.outputs:result>
    float3 outputs:rgb
    float outputs:r
  }
  def Shader "${input}_reader" {
    uniform token info:id = "UsdPrimvarReader_float2"
    string inputs:varname = "${primvar}"
    float2 outputs:result
  }`,
    )
    .join('\n  ')}
}
`;

const SETS = {
  map: 'texCoord2f[] primvars:map = [(0, 0), (1, 0), (1, 1), (0, 1)] ( interpolation = "vertex" )',
  light: `texCoord2f[] primvars:light = [(0.5, 0.5), (0.75, 0.5), (0.75, 0.25), (0.5, 0.25)] (
    interpolation = "faceVarying"
  )`,
  third: 'texCoord2f[] primvars:third = [(0, 0), (0, 0), (0, 0), (0, 0)] ( interpolation = "vertex" )',
};
const MAP = [0, 1, 1, 1, 1, 0, 0, 0];
const LIGHT = [0.5, 0.5, 0.75, 0.5, 0.75, 0.75, 0.5, 0.75];

const scene = (materials: string[], mesh: string) => `def Scope "Materials" {\n${materials.join('')}}
def Mesh "square" {
  ${SQUARE}
  ${Object.values(SETS).join('\n  ')}
  ${mesh}
}
`;
const FILES = Object.fromEntries(
  ['diffuseColor', 'occlusion', 'emissiveColor'].map((input) => [`${input}.png`, PIXEL]),
);

t.test('the sets are those that the material asks for, whatever their names', async (t) => {
  const lit = material('lit', { diffuseColor: 'map', occlusion: 'light' });
  const { model: seen, lost } = await read(scene([lit], 'rel material:binding = </Materials/lit>'), FILES);
  const [primitive] = seen.meshes[0]!.primitives;
  t.strictSame([...primitive!.uvs!], MAP);
  t.strictSame([...primitive!.secondUvs!], LIGHT);
  t.match(seen.materials, [{ baseColourImage: 0, occlusionImage: 1, onSecondUvs: ['occlusionImage'] }]);
  t.match(lost, [{ what: 'further texture coordinate sets', count: 1 }]);
});

t.test('a third set is lost, and counted', async (t) => {
  const lit = material('lit', { diffuseColor: 'map', occlusion: 'light', emissiveColor: 'third' });
  const { model: seen, lost } = await read(scene([lit], 'rel material:binding = </Materials/lit>'), FILES);
  t.equal(seen.images.length, 2);
  t.notOk('emissiveImage' in seen.materials[0]!);
  t.match(
    lost.find(({ what }) => what === 'textures'),
    { count: 1, why: /first two sets/ },
  );
});

t.test('where the image of the first set did not come with it, the second becomes the first', async (t) => {
  const lit = material('lit', { diffuseColor: 'map', occlusion: 'light' });
  const { 'diffuseColor.png': _missing, ...files } = FILES;
  const { model: seen } = await read(scene([lit], 'rel material:binding = </Materials/lit>'), files);
  const [primitive] = seen.meshes[0]!.primitives;
  t.strictSame([...primitive!.uvs!], LIGHT);
  t.notOk('secondUvs' in primitive!);
  t.notOk('onSecondUvs' in seen.materials[0]!);
  t.equal(seen.materials[0]!.occlusionImage, 0);
});

t.test('materials of one mesh take the sets in their own order', async (t) => {
  const materials = [
    material('one', { diffuseColor: 'map', occlusion: 'light' }),
    material('other', { diffuseColor: 'light', occlusion: 'map' }),
    material('plain', { diffuseColor: 'light' }),
  ];
  const subset = (name: string, face: number) => `def GeomSubset "${name}" {
    uniform token elementType = "face"
    uniform token familyName = "materialBind"
    int[] indices = [${face}]
    rel material:binding = </Materials/${name}>
  }`;
  const flat = (text: string) =>
    text.replace('[4]', '[4, 4, 4]').replace(/\[0, 1, 2, 3\]/, '[0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]');
  const text = flat(scene(materials, ['one', 'other', 'plain'].map(subset).join('\n  '))).replace(
    'interpolation = "faceVarying"',
    'interpolation = "vertex"',
  );
  const { model: seen } = await read(text, FILES);
  const sets = seen.meshes[0]!.primitives.map(({ material: index, uvs: first, secondUvs: second }) => [
    seen.materials[index!]!.name,
    [[...first!], second && [...second]],
  ]);
  t.strictSame(Object.fromEntries(sets), {
    one: [MAP, LIGHT],
    other: [LIGHT, MAP],
    plain: [LIGHT, undefined],
  });
});

/** The material with its texture coordinates transformed for one image. */
const transformed = (text: string, input: string, transform: string) =>
  text
    .replace(
      `</Materials/lit/${input}_reader.outputs:result>`,
      `</Materials/lit/${input}_transform.outputs:result>`,
    )
    .replace(
      `def Shader "${input}_reader"`,
      `def Shader "${input}_transform" {
    uniform token info:id = "UsdTransform2d"
    float2 inputs:in.connect = </Materials/lit/${input}_reader.outputs:result>
    ${transform}
    float2 outputs:result
  }
  def Shader "${input}_reader"`,
    );

t.test('a transform is done to the coordinates; one set that is moved in two ways becomes two', async (t) => {
  const plain = material('lit', { diffuseColor: 'map', occlusion: 'map' });
  // Scaled, then turned to the left, then moved, while v runs upwards: (1, 1) → (2, 0.5) → (-0.5, 2) → (-0.25, 1.5).
  const lit = transformed(
    transformed(
      plain,
      'diffuseColor',
      `float inputs:rotation = 90
    float2 inputs:scale = (2, 0.5)
    float2 inputs:translation = (0.25, -0.5)`,
    ),
    'occlusion',
    'float2 inputs:translation = (1, 0)',
  );
  const { model: seen, lost } = await read(scene([lit], 'rel material:binding = </Materials/lit>'), FILES);
  t.notOk(lost.some(({ what }) => what === 'texture transforms' || what === 'textures'));
  const [primitive] = seen.meshes[0]!.primitives;
  const rounded = (uvs: Float32Array) => Array.from(uvs, (value) => Math.round(value * 1e6) / 1e6 + 0);
  // v runs downwards here.
  t.strictSame(rounded(primitive!.uvs!), [0.25, 1.5, 0.25, -0.5, -0.25, -0.5, -0.25, 1.5]);
  t.strictSame(
    rounded(primitive!.secondUvs!),
    MAP.map((value, at) => (at % 2 === 0 ? value + 1 : value)),
  );
  t.strictSame(seen.materials[0]!.onSecondUvs, ['occlusionImage']);
  const far = transformed(plain, 'diffuseColor', 'float2 inputs:scale = (1e300, 1)');
  const { model: without, warnings } = await read(
    scene([far], 'rel material:binding = </Materials/lit>'),
    FILES,
  );
  t.notOk('uvs' in without.meshes[0]!.primitives[0]!);
  t.match(warnings, [/2 primvars left out/], 'nor is there a second without a first');
  const still = transformed(
    material('lit', { diffuseColor: 'map', occlusion: 'map' }),
    'occlusion',
    'float inputs:rotation = 0',
  );
  const { model: same } = await read(scene([still], 'rel material:binding = </Materials/lit>'), FILES);
  t.notOk('onSecondUvs' in same.materials[0]!, 'what moves nothing is no other set');
});
