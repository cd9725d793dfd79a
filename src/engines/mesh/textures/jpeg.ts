import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Pixels, Size } from './pixels.ts';

interface Codec {
  /** Of RGBA. */
  encode(samples: ArrayBufferView, width: number, height: number, options: object): Uint8Array | null;
  /** To RGBA; an object of the class `ImageData`. */
  decode(bytes: Uint8Array, turn: boolean): { data: Uint8ClampedArray; width: number; height: number } | null;
}

type Factory = (given: object) => Promise<Codec>;

/** Of MozJPEG, as Squoosh names them: Huffman tables of its own, the shares of colours halved where nothing depends on them. */
const ENCODING = {
  quality: 90,
  baseline: false,
  arithmetic: false,
  progressive: false,
  optimize_coding: true,
  smoothing: 0,
  color_space: 3,
  quant_table: 3,
  trellis_multipass: false,
  trellis_opt_zero: false,
  trellis_opt_table: false,
  trellis_loops: 1,
  auto_subsample: false,
  separate_chroma_quality: false,
  chroma_quality: 90,
};

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/**
 * An instance for one image: what a damaged one leaves behind in its memory goes with it.
 * @param onWord what libjpeg says of a damaged image
 */
async function openCodec(name: 'dec' | 'enc', onWord: (word: string) => void = () => {}): Promise<Codec> {
  const path = `@jsquash/jpeg/codec/${name}/mozjpeg_${name}`;
  const file = createRequire(import.meta.url).resolve(`${path}.wasm`);
  const known = compiled.get(name) ?? WebAssembly.compile(readFileSync(file));
  compiled.set(name, known);
  const module = await known;
  const { default: factory } = (await import(`${path}.js`)) as { default: Factory };
  return factory({
    noInitialRun: true,
    print: onWord,
    printErr: onWord,
    instantiateWasm(imports: WebAssembly.Imports, onInstance: (instance: WebAssembly.Instance) => void) {
      void WebAssembly.instantiate(module, imports).then(onInstance);
      return {};
    },
  });
}

/** The decoder answers with this class of browsers, by its name. */
function giveImageData(): void {
  const place = globalThis as { ImageData?: unknown };
  place.ImageData ??= class {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data;
      this.width = width;
      this.height = height;
    }
  };
}

/** What begins a frame that libjpeg decodes: baseline, extended, progressive. */
const DECODED_FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Between the beginnings of frames, 0xc0 to 0xcf: tables of codes, a reserved word, and conditions of codes. */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);
/** Nothing, restarts and the beginning of an image: they have no length. */
const isBare = (marker: number): boolean => marker <= 1 || (marker >= 0xd0 && marker <= 0xd8);

/** JPEG (ITU-T T.81) of one or three components, as others are not for screens. Throws an Error where it is none. */
export function sizeOfJpeg(bytes: Uint8Array): Size {
  const { marker, components, size } = frameOfJpeg(bytes);
  if (!DECODED_FRAMES.has(marker)) throw new Error(`a frame of kind ${marker}`);
  if (components !== 1 && components !== 3) throw new Error(`${components} components`);
  return size;
}

/** The head of the first frame of any JPEG, found as libjpeg finds it, over bytes of no meaning. Throws an Error where there is none. */
export function frameOfJpeg(bytes: Uint8Array): { marker: number; components: number; size: Size } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= bytes.length; ) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0xff) at += 1;
    else if (isBare(marker)) at += 2;
    else if ((marker & 0xf0) === 0xc0 && !NO_FRAMES.has(marker)) {
      const size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      return { marker, components: bytes[at + 9]!, size };
    } else at += 2 + view.getUint16(at + 2);
  }
  throw new Error('no frame');
}

/** RGBA. Throws where libjpeg has a word to say about it. */
export async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  giveImageData();
  const words: string[] = [];
  const codec = await openCodec('dec', (word) => words.push(word));
  const image = codec.decode(bytes, false);
  if (image === null || words.length > 0) throw new Error(words[0] ?? 'no image');
  return { width: image.width, height: image.height, channels: 4, samples: image.data };
}

/** @param isColour or else each channel is a number of its own, and none may lose its detail */
export async function encodeJpeg({ width, height, samples }: Pixels, isColour: boolean): Promise<Uint8Array> {
  const codec = await openCodec('enc');
  const options = { ...ENCODING, chroma_subsample: isColour ? 2 : 1 };
  const bytes = codec.encode(samples, width, height, options);
  if (bytes === null) throw new Error('no image');
  return Uint8Array.from(bytes);
}
