import { BinaryBuilder, glbOf, type LooseJson } from './build-gltf.ts';

/** Two different pixels. */
export const PAINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const SHADE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

export const FIRST_UVS = [0, 0, 1, 0, 0, 1];
export const SECOND_UVS = [0.5, 0.25, 0.75, 0.5, 0.25, 0.125];

/** A GLB of one triangle whose base colour is placed by the first set of texture coordinates, its occlusion by the second. */
export function lightmapped(change: (json: LooseJson) => void = () => {}): Buffer {
  const builder = new BinaryBuilder();
  builder.add(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
  for (const uvs of [FIRST_UVS, SECOND_UVS]) builder.add(Float32Array.from(uvs));
  const uvs = { componentType: 5126, count: 3, type: 'VEC2' };
  const images = [PAINT, SHADE].map((bytes) => ({
    uri: `data:image/png;base64,${bytes.toString('base64')}`,
  }));
  const json: LooseJson = {
    asset: { version: '2.0' },
    scenes: [{ nodes: [0] }],
    nodes: [{ name: 'lit', mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1, TEXCOORD_1: 2 }, material: 0 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 0] },
      { bufferView: 1, ...uvs },
      { bufferView: 2, ...uvs },
    ],
    materials: [
      {
        name: 'lit',
        pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0, roughnessFactor: 0.5 },
        occlusionTexture: { index: 1, texCoord: 1 },
      },
    ],
    images: [...images, { ...images[0], name: 'third' }],
    textures: [{ source: 0 }, { source: 1 }, { source: 2 }],
    bufferViews: builder.bufferViews,
    buffers: [{ byteLength: builder.bytes.length }],
  };
  change(json);
  return glbOf(json, builder.bytes);
}
