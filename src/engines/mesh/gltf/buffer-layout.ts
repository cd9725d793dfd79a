import type { GltfAccessor, GltfBufferView } from './gltf-json.ts';

/** Bytes that are made while they are written, so that no second copy of the model is held. */
export interface Piece {
  byteLength: number;
  chunks(): Iterable<Uint8Array>;
}

const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

/** Accessors of one kind share a view: many small parts then cost little JSON. In the order of the file. */
const VIEWS = {
  vec3: { byteStride: 12, target: ARRAY_BUFFER },
  vec2: { byteStride: 8, target: ARRAY_BUFFER },
  vec4: { byteStride: 16, target: ARRAY_BUFFER },
  uint32: { target: ELEMENT_ARRAY_BUFFER },
  uint16: { target: ELEMENT_ARRAY_BUFFER },
} as const;
type ViewKind = keyof typeof VIEWS;

const SHAPES: Record<ViewKind, Pick<GltfAccessor, 'componentType' | 'type'>> = {
  vec3: { componentType: 5126, type: 'VEC3' },
  vec2: { componentType: 5126, type: 'VEC2' },
  vec4: { componentType: 5126, type: 'VEC4' },
  uint32: { componentType: 5125, type: 'SCALAR' },
  uint16: { componentType: 5123, type: 'SCALAR' },
};

interface View {
  pieces: Piece[];
  byteLength: number;
}

/** Where each accessor and image lies in the one buffer of the file. */
export class BufferLayout {
  readonly #views = new Map<ViewKind, View>();
  readonly #accessors: { kind: ViewKind; accessor: GltfAccessor }[] = [];
  readonly #images: Piece[] = [];

  /** Returns the index of the accessor. */
  addAccessor(
    kind: ViewKind,
    count: number,
    piece: Piece,
    range: Pick<GltfAccessor, 'min' | 'max'> = {},
  ): number {
    const view = this.#views.get(kind) ?? { pieces: [], byteLength: 0 };
    this.#views.set(kind, view);
    const accessor = { byteOffset: view.byteLength, ...SHAPES[kind], count, ...range };
    view.pieces.push(piece);
    view.byteLength += piece.byteLength;
    return this.#accessors.push({ kind, accessor }) - 1;
  }

  /** Returns the index among the images; see `finish` for its buffer view. */
  addImage(bytes: Uint8Array): number {
    return this.#images.push({ byteLength: bytes.byteLength, chunks: () => [bytes] }) - 1;
  }

  finish(): FinishedLayout {
    const bufferViews: GltfBufferView[] = [];
    const pieces: Piece[] = [];
    let byteOffset = 0;
    const append = (parts: readonly Piece[], byteLength: number, rest: Partial<GltfBufferView>): number => {
      pieces.push(...parts, padding(byteLength));
      const index = bufferViews.push({ buffer: 0, byteOffset, byteLength, ...rest }) - 1;
      byteOffset += alignedTo4(byteLength);
      return index;
    };
    const viewOf = new Map<ViewKind, number>();
    for (const kind of Object.keys(VIEWS) as ViewKind[]) {
      const view = this.#views.get(kind);
      if (view) viewOf.set(kind, append(view.pieces, view.byteLength, VIEWS[kind]));
    }
    const imageViews = this.#images.map((image) => append([image], image.byteLength, {}));
    const accessors = this.#accessors.map(({ kind, accessor }) => ({
      bufferView: viewOf.get(kind)!,
      ...accessor,
    }));
    return { accessors, bufferViews, imageViews, pieces, byteLength: byteOffset };
  }
}

export interface FinishedLayout {
  accessors: GltfAccessor[];
  bufferViews: GltfBufferView[];
  imageViews: number[];
  /** The bytes of the buffer in their order, padding included. */
  pieces: Piece[];
  byteLength: number;
}

export const alignedTo4 = (byteLength: number): number => Math.ceil(byteLength / 4) * 4;

const padding = (byteLength: number): Piece => {
  const bytes = new Uint8Array(alignedTo4(byteLength) - byteLength);
  return { byteLength: bytes.byteLength, chunks: () => [bytes] };
};
