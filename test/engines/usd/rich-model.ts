import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { box } from '../mesh/shapes.ts';

/** The smallest PNG: one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const uvs = Float32Array.from({ length: 16 }, (_, at) => (at % 2 === 0 ? at / 16 : at / 32));
const normals = Float32Array.from({ length: 24 }, (_, at) => (at % 3 === 2 ? 1 : 0));
const colours = Float32Array.from({ length: 32 }, (_, at) => (at % 4 === 3 ? 1 : at / 32));

const at = (x: number, y: number, z: number): Float64Array =>
  Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1);

/** Metres, Y-up: an assembly with instances, several materials in one mesh, a texture, vertex colours and odd names. */
export function richModel(): MeshModel {
  return {
    unit: 'm',
    upAxis: 'y',
    unitKnown: true,
    nodes: [
      { name: 'Räder "A"' },
      { name: 'wheel', parent: 0, mesh: 0, matrix: at(5, 0, 0) },
      { name: 'wheel', parent: 0, mesh: 0, matrix: at(-5, 0, 0) },
      { name: '2 of\nthem', parent: 0, mesh: 1, matrix: at(0, 7, 0) },
      { name: 'with a child', parent: 3, mesh: 2 },
      { parent: 3, mesh: 3, matrix: Float64Array.of(0, 2, 0, 0, -2, 0, 0, 0, 0, 0, -2, 0, 0, 0, 9, 1) },
    ],
    meshes: [
      { name: 'Wheel', primitives: [{ ...box([1, 1, 1]), normals, material: 0 }] },
      {
        name: 'Zwei',
        primitives: [
          { ...box([1, 1, 1]), uvs, material: 1 },
          { ...box([1, 1, 1], [2, 0, 0]), uvs, material: 2 },
        ],
      },
      { primitives: [{ ...box([1, 2, 3]), colours, material: 3 }] },
      { primitives: [box([0.5, 0.5, 0.5])] },
    ],
    materials: [
      { name: 'Red', baseColour: [1, 0, 0, 1], metallic: 0.25, roughness: 0.75, alphaMode: 'OPAQUE' },
      {
        name: 'Textur',
        baseColour: [1, 0.5, 0.5, 1],
        metallic: 0,
        roughness: 0.5,
        baseColourImage: 0,
        alphaMode: 'OPAQUE',
      },
      {
        name: 'Glass',
        baseColour: [0, 0, 1, 0.25],
        metallic: 0,
        roughness: 0.125,
        emissive: [0, 0.5, 0],
        alphaMode: 'BLEND',
      },
      { name: 'Painted', baseColour: [0.5, 1, 1, 1], metallic: 0, roughness: 0.5, alphaMode: 'OPAQUE' },
    ],
    images: [{ name: 'pixel', mediaType: 'image/png', bytes: PIXEL }],
  };
}
