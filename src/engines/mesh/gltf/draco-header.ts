import { Problem } from '../../../domain/problem.ts';

const MAGIC = Buffer.from('DRACO');
const TRIANGULAR_MESH = 1;
const EDGEBREAKER = 1;
const HAS_METADATA = 0x8000;

export interface DracoCounts {
  faces: number;
  vertices: number;
}

/**
 * How much the compressed data says that it has (Draco bitstream 2.2, sections 4.1, 5 and 6), before anything of that
 * size is allocated; undefined where metadata stands before it. Throws `input_malformed`.
 */
export function countsOfDraco(bytes: Uint8Array): DracoCounts | undefined {
  if (bytes.byteLength < 12 || !MAGIC.equals(bytes.subarray(0, 5))) throw malformedDraco('is no Draco data');
  const [major, , type, method] = bytes.subarray(5, 9) as unknown as [number, number, number, number];
  if (type !== TRIANGULAR_MESH) throw malformedDraco('holds no triangles');
  if (major !== 2) {
    throw new Problem('input_feature_unsupported', {
      detail: `The glTF has geometry of Draco ${major}, and only Draco 2 is read. Export it again.`,
    });
  }
  if ((bytes[9]! | (bytes[10]! << 8)) & HAS_METADATA) return undefined;
  let at = 11;
  const varint = (): number => {
    for (let value = 0, factor = 1; factor <= 2 ** 28; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw malformedDraco('ends in its header');
  };
  if (method === EDGEBREAKER) {
    at += 1; // how the symbols are coded
    const vertices = varint();
    return { vertices, faces: varint() };
  }
  const faces = varint();
  return { faces, vertices: varint() };
}

export const malformedDraco = (what: string, cause?: unknown): Problem =>
  new Problem('input_malformed', {
    detail: `In the glTF, compressed geometry (Draco) ${what}. Export it again.`,
    cause,
  });
