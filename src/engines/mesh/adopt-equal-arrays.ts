import type { MeshModel, Primitive } from './model.ts';

/**
 * The model that was read back, with the arrays of the one that was written wherever they are the same byte by byte: what
 * is known of those need not be found out again, and the copies can go.
 */
export function adoptEqualArrays(read: MeshModel, written: MeshModel): MeshModel {
  return {
    ...read,
    meshes: read.meshes.map((mesh, index) => {
      const known = written.meshes[index]?.primitives;
      if (known?.length !== mesh.primitives.length) return mesh;
      return { ...mesh, primitives: mesh.primitives.map((primitive, at) => adopt(primitive, known[at]!)) };
    }),
  };
}

function adopt(read: Primitive, { positions, indices }: Primitive): Primitive {
  return {
    ...read,
    positions: areEqual(read.positions, positions) ? positions : read.positions,
    // A record of polygons belongs to the very array of indices that was read.
    indices: read.polygons === undefined && areEqual(read.indices, indices) ? indices : read.indices,
  };
}

type Numbers = Primitive['positions'] | Uint32Array;

const areEqual = (a: Numbers, b: Numbers): boolean =>
  a.BYTES_PER_ELEMENT === b.BYTES_PER_ELEMENT && bytesOf(a).equals(bytesOf(b));

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
