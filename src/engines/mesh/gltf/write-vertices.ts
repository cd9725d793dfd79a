import { Problem } from '../../../domain/problem.ts';
import { type Primitive, vertexCount } from '../model.ts';
import type { BufferLayout, Piece } from './buffer-layout.ts';
import type { GltfPrimitive } from './gltf-json.ts';
import { unitNormals } from './unit-normals.ts';
import { namedUvs } from './uv-map.ts';

const CHUNK_LENGTH = 1 << 16;
/** 65535 restarts a primitive in graphics interfaces, so glTF forbids it as an index. */
const MAX_UINT16_VERTICES = 65535;

/** Lays out the arrays of one primitive that has triangles. */
export function layOutPrimitive(layout: BufferLayout, primitive: Primitive): GltfPrimitive {
  const count = vertexCount(primitive);
  const { positions, normals, colours } = primitive;
  const attributes: GltfPrimitive['attributes'] = {
    POSITION: layout.addAccessor('vec3', count, floats(positions), rangeOf(positions)),
  };
  if (normals) {
    const unit = unitNormals(normals, primitive);
    attributes.NORMAL = layout.addAccessor('vec3', count, floats(unit));
  }
  for (const [name, uvs] of namedUvs(primitive)) attributes[name] = layOutUvs(layout, uvs);
  if (colours) {
    attributes.COLOR_0 = isOpaque(colours)
      ? layout.addAccessor('vec3', count, withoutAlpha(colours))
      : layout.addAccessor('vec4', count, floats(colours));
  }
  return { attributes, indices: layOutIndices(layout, primitive) };
}

export const layOutUvs = (layout: BufferLayout, uvs: Float32Array): number =>
  layout.addAccessor('vec2', uvs.length / 2, floats(uvs));

export function layOutIndices(layout: BufferLayout, primitive: Primitive): number {
  const { indices } = primitive;
  const kind = vertexCount(primitive) <= MAX_UINT16_VERTICES ? 'uint16' : 'uint32';
  return layout.addAccessor(kind, indices.length, kind === 'uint16' ? shorts(indices) : plain(indices));
}

/** Least and greatest x, y, z as 32-bit floats: a validator compares them with the stored values. */
export function rangeOf(positions: Primitive['positions']): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = Math.fround(positions[i + axis]!);
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
      if (!Number.isFinite(value)) throw tooFar();
    }
  }
  return { min, max };
}

const tooFar = (): Problem =>
  new Problem('target_limit_exceeded', {
    detail: 'A coordinate is too large for glTF, which stores 32-bit floats. Scale the model down.',
  });

const plain = (array: Float32Array | Uint32Array): Piece => ({
  byteLength: array.byteLength,
  *chunks() {
    for (let at = 0; at < array.length; at += CHUNK_LENGTH) {
      const part = array.subarray(at, at + CHUNK_LENGTH);
      yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    }
  },
});

const floats = (array: Float32Array | Float64Array): Piece =>
  array instanceof Float32Array ? plain(array) : converted(array, Float32Array);

const shorts = (indices: Uint32Array): Piece => converted(indices, Uint16Array);

function converted(
  array: Float64Array | Uint32Array,
  Target: typeof Float32Array | typeof Uint16Array,
): Piece {
  return {
    byteLength: array.length * Target.BYTES_PER_ELEMENT,
    *chunks() {
      for (let at = 0; at < array.length; at += CHUNK_LENGTH) {
        yield new Uint8Array(new Target(array.subarray(at, at + CHUNK_LENGTH)).buffer);
      }
    },
  };
}

function isOpaque(colours: Float32Array): boolean {
  for (let i = 3; i < colours.length; i += 4) if (colours[i] !== 1) return false;
  return true;
}

const withoutAlpha = (colours: Float32Array): Piece => ({
  byteLength: (colours.byteLength / 4) * 3,
  *chunks() {
    for (let at = 0; at < colours.length; at += CHUNK_LENGTH) {
      const rgba = colours.subarray(at, at + CHUNK_LENGTH);
      const rgb = new Float32Array((rgba.length / 4) * 3);
      for (let from = 0, to = 0; from < rgba.length; from += 4) {
        rgb[to++] = rgba[from]!;
        rgb[to++] = rgba[from + 1]!;
        rgb[to++] = rgba[from + 2]!;
      }
      yield new Uint8Array(rgb.buffer);
    }
  },
});
