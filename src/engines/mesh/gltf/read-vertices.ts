import { Problem } from '../../../domain/problem.ts';
import type { Primitive } from '../model.ts';
import { transformUvs } from '../tools/transform-uvs.ts';
import type { Vertices } from '../tools/vertex-arrays.ts';
import { mapAttributes } from '../tools/vertex-attributes.ts';
import { decodeFloats, type GltfData } from './decode-accessor.ts';
import { componentsOf, type GltfPrimitive } from './gltf-json.ts';
import type { LossTally } from './loss-tally.ts';
import type { UvMap, UvMaps } from './uv-map.ts';

export interface VertexReading extends GltfData {
  lost: LossTally;
}

/** @param uvMaps what the textures of the material use */
export function readVertices(reading: VertexReading, primitive: GltfPrimitive, uvMaps: UvMaps): Vertices {
  const { attributes } = primitive;
  const read = (name: string, allowed: readonly number[]) =>
    readAttribute(reading, attributes, name, allowed);
  const readUvs = ({ set, transform }: UvMap): Float32Array | undefined => {
    const uvs = read(`TEXCOORD_${set}`, [2]);
    if (uvs && transform) transformUvs(uvs, transform);
    return finite(reading, 'texture coordinates', uvs);
  };
  const positions = read('POSITION', [3])!;
  if (!allFinite(positions)) {
    throw new Problem('input_malformed', {
      detail: 'In the glTF, a vertex has a coordinate that is not a finite number. Export it again.',
    });
  }
  const vertices: Vertices = { positions };
  const normals = finite(reading, 'vertex normals', read('NORMAL', [3]));
  const uvs = readUvs(uvMaps.first);
  const secondUvs = uvs && uvMaps.second && readUvs(uvMaps.second);
  const colours = finite(reading, 'vertex colours', read('COLOR_0', [3, 4]));
  if (normals) vertices.normals = normals;
  if (uvs) vertices.uvs = uvs;
  if (secondUvs) vertices.secondUvs = secondUvs;
  if (colours) vertices.colours = colours.length === positions.length ? withAlpha(colours) : colours;
  noteIgnored(reading.lost, Object.keys(attributes), uvMaps);
  return vertices;
}

function readAttribute(
  data: VertexReading,
  attributes: GltfPrimitive['attributes'],
  name: string,
  allowedComponents: readonly number[],
): Float32Array | undefined {
  const index = attributes[name];
  if (index === undefined) return undefined;
  const { accessors } = data.json;
  const { type, count } = accessors![index]!;
  const vertexCount = accessors![attributes.POSITION!]!.count;
  if (!allowedComponents.includes(componentsOf(type)) || !/^VEC/.test(type) || count !== vertexCount) {
    throw new Problem('input_malformed', {
      detail: `In the glTF, accessor ${index} (${count} × ${type}) cannot be the ${name} of ${vertexCount} vertices. Export it again.`,
    });
  }
  return decodeFloats(data, index);
}

function finite({ lost }: VertexReading, what: string, values: Float32Array | undefined) {
  if (values === undefined || allFinite(values)) return values;
  lost.add(what, 1, 'They hold values that are not finite numbers.');
  return undefined;
}

function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}

function withAlpha(rgb: Float32Array): Float32Array {
  const rgba = new Float32Array((rgb.length / 3) * 4).fill(1);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!;
    rgba[to + 1] = rgb[from + 1]!;
    rgba[to + 2] = rgb[from + 2]!;
  }
  return rgba;
}

function noteIgnored(lost: LossTally, names: readonly string[], { first, second = first }: UvMaps): void {
  const read = ['POSITION', 'NORMAL', 'COLOR_0', `TEXCOORD_${first.set}`, `TEXCOORD_${second.set}`];
  for (const name of names) {
    if (read.includes(name)) continue;
    if (/^(JOINTS|WEIGHTS)_/.test(name)) continue; // counted with the skins
    if (name === 'TANGENT')
      lost.add('vertex tangents', 1, 'Programs compute tangents from normals and texture coordinates.');
    else if (/^TEXCOORD_/.test(name))
      lost.add('further texture coordinate sets', 1, 'Only those of the textures are kept.');
    else if (/^COLOR_/.test(name)) lost.add('further vertex colour sets', 1, 'Only the first set is kept.');
    else lost.add('custom vertex attributes', 1, 'Only what the glTF specification names is read.');
  }
}

/** The same triangles over only those vertices that they use, in the order of first use. */
export function compacted(vertices: Vertices, indices: Uint32Array, remap: Uint32Array): Primitive {
  const used: number[] = [];
  const compact = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const vertex = indices[i]!;
    if (remap[vertex] === 0) remap[vertex] = used.push(vertex);
    compact[i] = remap[vertex]! - 1;
  }
  for (const vertex of used) remap[vertex] = 0;
  const picked = (values: Float32Array, components: number): Float32Array => {
    const result = new Float32Array(used.length * components);
    for (const [to, from] of used.entries()) {
      for (let c = 0; c < components; c++) result[to * components + c] = values[from * components + c]!;
    }
    return result;
  };
  return {
    positions: picked(vertices.positions as Float32Array, 3),
    indices: compact,
    ...mapAttributes(vertices, picked),
  };
}
