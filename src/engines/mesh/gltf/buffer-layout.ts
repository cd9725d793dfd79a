import type { OnFraction } from '../read-result.ts';
import { bySizes, untold } from '../tools/shares.ts';
import type { GltfAccessor, GltfBufferView } from './gltf-json.ts';

/** Bytes that are made while they are written, so that no second copy of the model is held. */
export interface Piece {
  byteLength: number;
  chunks(): Iterable<Uint8Array>;
}

const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

type Shape = Pick<GltfAccessor, 'componentType' | 'type' | 'normalized'>;
interface Kind {
  /** Bytes from one element to the next. */
  stride: number;
  shape: Shape;
  isIndex?: true;
}

/**
 * Accessors of one kind share a view: many small parts then cost little JSON. In the order of the file. Elements of
 * integers are padded to multiples of four bytes.
 */
const KINDS = {
  vec3: { stride: 12, shape: { componentType: 5126, type: 'VEC3' } },
  vec2: { stride: 8, shape: { componentType: 5126, type: 'VEC2' } },
  vec4: { stride: 16, shape: { componentType: 5126, type: 'VEC4' } },
  positions16: { stride: 8, shape: { componentType: 5123, type: 'VEC3' } },
  normals16: { stride: 8, shape: { componentType: 5122, type: 'VEC3', normalized: true } },
  uvs16: { stride: 4, shape: { componentType: 5123, type: 'VEC2', normalized: true } },
  colours16: { stride: 8, shape: { componentType: 5123, type: 'VEC4', normalized: true } },
  uint32: { stride: 4, shape: { componentType: 5125, type: 'SCALAR' }, isIndex: true },
  uint16: { stride: 2, shape: { componentType: 5123, type: 'SCALAR' }, isIndex: true },
} as const satisfies Record<string, Kind>;
export type ViewKind = keyof typeof KINDS;

/** Compresses one view. */
export type EncodeView = (
  kind: ViewKind,
  bytes: Uint8Array,
  stride: number,
) => { bytes: Uint8Array; extension(byteOffset: number): NonNullable<GltfBufferView['extensions']> };

interface View {
  pieces: Piece[];
  byteLength: number;
}

/** Where each accessor and image lies in the one buffer of the file. */
export class BufferLayout {
  readonly #views = new Map<ViewKind, View>();
  readonly #accessors: { kind?: ViewKind; accessor: GltfAccessor }[] = [];
  readonly #blobs: Piece[] = [];

  /** Returns the index of the accessor. */
  addAccessor(
    kind: ViewKind,
    count: number,
    piece: Piece,
    range: Pick<GltfAccessor, 'min' | 'max'> = {},
  ): number {
    const view = this.#views.get(kind) ?? { pieces: [], byteLength: 0 };
    this.#views.set(kind, view);
    const accessor = { byteOffset: view.byteLength, ...KINDS[kind].shape, count, ...range };
    view.pieces.push(piece);
    view.byteLength += piece.byteLength;
    return this.#accessors.push({ kind, accessor }) - 1;
  }

  /** An accessor whose values stand elsewhere. Returns its index. */
  addBareAccessor(accessor: GltfAccessor): number {
    return this.#accessors.push({ accessor }) - 1;
  }

  /** Bytes with a view of their own, such as an image. Returns their index in `blobViews` of the finished layout. */
  addBlob(bytes: Uint8Array): number {
    return this.#blobs.push({ byteLength: bytes.byteLength, chunks: () => [bytes] }) - 1;
  }

  /** @param encode compresses a whole view; its uncompressed form is then only described */
  finish(encode?: EncodeView, onFraction: OnFraction = untold): FinishedLayout {
    const bufferViews: GltfBufferView[] = [];
    const pieces: Piece[] = [];
    let byteLength = 0;
    let fallbackBytes = 0;
    /** Returns where they begin. */
    const append = (parts: readonly Piece[], partBytes: number): number => {
      const byteOffset = byteLength;
      pieces.push(...parts, padding(partBytes));
      byteLength += alignedTo4(partBytes);
      return byteOffset;
    };
    const viewOf = new Map<ViewKind, number>();
    const viewBytes = [...this.#views.values()].reduce((sum, view) => sum + view.byteLength, 0);
    const nextView = bySizes(viewBytes, onFraction);
    for (const kind of Object.keys(KINDS) as ViewKind[]) {
      const view = this.#views.get(kind);
      if (view === undefined) continue;
      const { stride, isIndex }: Kind = KINDS[kind];
      const use = isIndex ? { target: ELEMENT_ARRAY_BUFFER } : { byteStride: stride, target: ARRAY_BUFFER };
      let place: Pick<GltfBufferView, 'buffer' | 'byteOffset' | 'extensions'>;
      if (encode === undefined) {
        place = { buffer: 0, byteOffset: append(view.pieces, view.byteLength) };
      } else {
        const { bytes, extension } = encode(kind, joined(view), stride);
        const byteOffset = append(
          [{ byteLength: bytes.byteLength, chunks: () => [bytes] }],
          bytes.byteLength,
        );
        place = { buffer: 1, byteOffset: fallbackBytes, extensions: extension(byteOffset) };
        fallbackBytes += alignedTo4(view.byteLength);
        nextView(view.byteLength)(1);
      }
      viewOf.set(kind, bufferViews.push({ ...place, byteLength: view.byteLength, ...use }) - 1);
    }
    const blobViews = this.#blobs.map((blob) => {
      const byteOffset = append([blob], blob.byteLength);
      return bufferViews.push({ buffer: 0, byteOffset, byteLength: blob.byteLength }) - 1;
    });
    const accessors = this.#accessors.map(({ kind, accessor }) =>
      kind === undefined ? accessor : { bufferView: viewOf.get(kind)!, ...accessor },
    );
    return { accessors, bufferViews, blobViews, pieces, byteLength, fallbackBytes };
  }
}

export interface FinishedLayout {
  accessors: GltfAccessor[];
  bufferViews: GltfBufferView[];
  blobViews: number[];
  /** The bytes of the buffer in their order, padding included. */
  pieces: Piece[];
  byteLength: number;
  /** How long a second buffer would be that held what is compressed. */
  fallbackBytes: number;
}

export const alignedTo4 = (byteLength: number): number => Math.ceil(byteLength / 4) * 4;

function joined({ pieces, byteLength }: View): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  for (const piece of pieces) {
    for (const chunk of piece.chunks()) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
  }
  return bytes;
}

const padding = (byteLength: number): Piece => {
  const bytes = new Uint8Array(alignedTo4(byteLength) - byteLength);
  return { byteLength: bytes.byteLength, chunks: () => [bytes] };
};
