import { type Primitive, vertexCount } from '../model.ts';
import type { BufferLayout, Piece } from './buffer-layout.ts';
import type { GltfPrimitive } from './gltf-json.ts';
import type { Grid } from './grid.ts';
import { unitNormals } from './unit-normals.ts';
import { namedUvs } from './uv-map.ts';
import { layOutIndices, layOutUvs } from './write-vertices.ts';

const CHUNK_VERTICES = 1 << 14;
const MAX_UINT16 = 65535;
const MAX_INT16 = 32767;

/** Packs normals in a form of its own where it is given; see meshopt-encoder.ts. */
export type PackNormals = (normals: Float32Array) => Uint8Array;

/** As layOutPrimitive, in 16-bit numbers (KHR_mesh_quantization); positions are steps of the grid. */
export function layOutQuantised(
  layout: BufferLayout,
  primitive: Primitive,
  grid: Grid,
  packNormals?: PackNormals,
): GltfPrimitive {
  const count = vertexCount(primitive);
  const { positions, normals, colours } = primitive;
  const { piece: steps, range } = stepsOf(positions, grid);
  const attributes: GltfPrimitive['attributes'] = {
    POSITION: layout.addAccessor('positions16', count, steps, range),
  };
  if (normals) {
    const unit = unitNormals(normals, primitive);
    const piece = packNormals ? whole(packNormals(unit)) : integers(unit, 3, Int16Array, MAX_INT16);
    attributes.NORMAL = layout.addAccessor('normals16', count, piece);
  }
  for (const [name, uvs] of namedUvs(primitive)) {
    attributes[name] = isWithinUnit(uvs)
      ? layout.addAccessor('uvs16', count, integers(uvs, 2, Uint16Array, MAX_UINT16))
      : layOutUvs(layout, uvs);
  }
  if (colours) {
    attributes.COLOR_0 = layout.addAccessor(
      'colours16',
      count,
      integers(colours, 4, Uint16Array, MAX_UINT16),
    );
  }
  return { attributes, indices: layOutIndices(layout, primitive) };
}

function stepsOf(positions: Primitive['positions'], { origin, step }: Grid) {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const stepAt = (at: number, axis: number): number =>
    Math.round((positions[at + axis]! - origin[axis]!) / step);
  for (let at = 0; at < positions.length; at += 3) {
    for (let axis = 0; axis < 3; axis += 1) {
      const value = stepAt(at, axis);
      if (value < min[axis]!) min[axis] = value;
      if (value > max[axis]!) max[axis] = value;
    }
  }
  const piece = padded(positions.length / 3, 4, Uint16Array, (vertex, target, to) => {
    for (let axis = 0; axis < 3; axis += 1) target[to + axis] = stepAt(vertex * 3, axis);
  });
  return { range: { min, max }, piece };
}

/** Normalised integers; an element takes a multiple of four bytes. */
function integers(
  values: Float32Array,
  width: number,
  Target: typeof Int16Array | typeof Uint16Array,
  scale: number,
): Piece {
  const least = Target === Uint16Array ? 0 : -1;
  return padded(values.length / width, width + (width % 2), Target, (vertex, target, to) => {
    for (let c = 0; c < width; c += 1) {
      const value = Math.min(1, Math.max(least, values[vertex * width + c]!));
      target[to + c] = Math.round(value * scale);
    }
  });
}

function padded(
  count: number,
  length: number,
  Target: typeof Int16Array | typeof Uint16Array,
  fill: (vertex: number, target: Int16Array | Uint16Array, to: number) => void,
): Piece {
  return {
    byteLength: count * length * 2,
    *chunks() {
      for (let first = 0; first < count; first += CHUNK_VERTICES) {
        const vertices = Math.min(CHUNK_VERTICES, count - first);
        const chunk = new Target(vertices * length);
        for (let vertex = 0; vertex < vertices; vertex += 1) fill(first + vertex, chunk, vertex * length);
        yield new Uint8Array(chunk.buffer);
      }
    },
  };
}

const whole = (bytes: Uint8Array): Piece => ({ byteLength: bytes.byteLength, chunks: () => [bytes] });

/** Beyond, normalised integers cannot go: a texture that repeats keeps its floats. */
function isWithinUnit(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!(values[at]! >= 0 && values[at]! <= 1)) return false;
  return true;
}
