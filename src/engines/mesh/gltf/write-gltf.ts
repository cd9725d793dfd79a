import { constants } from 'node:buffer';
import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import { Problem } from '../../../domain/problem.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { type FileWriter, writeThrough } from '../io/file-writer.ts';
import type { MeshModel } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { untold, within } from '../tools/shares.ts';
import { alignedTo4, type Piece } from './buffer-layout.ts';
import type { Compression } from './compression.ts';
import { type GltfDraft, modelToGltf } from './model-to-gltf.ts';
import { openPrimitiveLayout } from './primitive-layouts.ts';

/** What is compressed is made before the first byte is written, and takes about this share of the time. */
const PACKED = 0.9;
const MAX_GLB_BYTES = 2 ** 32 - 1; // its length is a 32-bit number
const DATA_URI = 'data:application/octet-stream;base64,';
/** Divisible by 3, so that base64 of one part never needs padding before the last. */
const BASE64_PART_BYTES = 3 << 16;

/**
 * Writes a model that is in metres, Y-up. `glb` has its buffer in the file, `gltf` as a data URI; images lie in the
 * buffer. The same model gives the same bytes. The geometry is never copied as a whole: gltf-transform's writeBinary,
 * measured on 1.2 M triangles, took 0.31 s and twice the geometry in further memory.
 *
 * Throws `target_limit_exceeded` where the file would be longer than the format, or a JSON parser, can take.
 */
export async function writeGltf(
  model: MeshModel,
  path: string,
  format: 'glb' | 'gltf',
  onFraction?: OnFraction,
  compression: Compression = 'none',
  limits: OutputLimit = DEFAULT_LIMITS,
): Promise<void> {
  const onShare = onFraction ?? untold;
  const packed = compression === 'none' ? 0 : PACKED;
  const layout = await openPrimitiveLayout(compression);
  const draft = modelToGltf(model, layout, within(onShare, 0, packed));
  const onWritten = within(onShare, packed, 1);
  writeThrough(path, limits, (writer) => {
    if (format === 'glb') writeGlb(writer, draft, onWritten);
    else writeEmbedded(writer, draft, onWritten);
  });
}

function writeGlb(writer: FileWriter, { json, pieces, byteLength }: GltfDraft, onFraction: OnFraction): void {
  const text = Buffer.from(JSON.stringify(json), 'utf8');
  const jsonBytes = alignedTo4(text.byteLength);
  const total = 12 + 8 + jsonBytes + 8 + byteLength;
  if (total > MAX_GLB_BYTES) {
    throw new Problem('target_limit_exceeded', {
      detail: `The GLB would have ${total} bytes; the format ends at ${MAX_GLB_BYTES}. Simplify the model.`,
    });
  }
  writer.room(12 + 8);
  for (const word of [0x46546c67, 2, total, jsonBytes, 0x4e4f534a]) writeWord(writer, word);
  writeBytes(writer, text);
  for (let pad = text.byteLength; pad < jsonBytes; pad++) writer.byte(0x20);
  writer.room(8);
  for (const word of [byteLength, 0x004e4942]) writeWord(writer, word);
  writePieces(pieces, byteLength, (bytes) => writeBytes(writer, bytes), onFraction);
}

function writeEmbedded(writer: FileWriter, draft: GltfDraft, onFraction: OnFraction): void {
  const { json, pieces, byteLength } = draft;
  const text = JSON.stringify({
    ...json,
    buffers: [{ byteLength, uri: DATA_URI }, ...json.buffers!.slice(1)],
  });
  const base64Length = Math.ceil(byteLength / 3) * 4;
  if (text.length + base64Length > constants.MAX_STRING_LENGTH) {
    throw new Problem('target_limit_exceeded', {
      detail: `The .gltf would have ${text.length + base64Length} bytes, more than programs can parse. Choose glb.`,
    });
  }
  const split = text.lastIndexOf(DATA_URI) + DATA_URI.length;
  writeBytes(writer, Buffer.from(text.slice(0, split), 'utf8'));
  let rest = Buffer.alloc(0);
  const writeBase64 = (bytes: Buffer) => writeBytes(writer, Buffer.from(bytes.toString('base64'), 'latin1'));
  writePieces(
    pieces,
    byteLength,
    (bytes) => {
      for (let at = 0; at < bytes.byteLength; at += BASE64_PART_BYTES) {
        const part = Buffer.concat([rest, bytes.subarray(at, at + BASE64_PART_BYTES)]);
        const whole = part.byteLength - (part.byteLength % 3);
        writeBase64(part.subarray(0, whole));
        rest = part.subarray(whole);
      }
    },
    onFraction,
  );
  writeBase64(rest);
  writeBytes(writer, Buffer.from(text.slice(split), 'utf8'));
}

function writePieces(
  pieces: readonly Piece[],
  byteLength: number,
  write: (bytes: Uint8Array) => void,
  onFraction: OnFraction,
): void {
  let done = 0;
  for (const piece of pieces) {
    for (const chunk of piece.chunks()) {
      write(chunk);
      done += chunk.byteLength;
      onFraction(done / byteLength);
    }
  }
}

function writeWord(writer: FileWriter, value: number): void {
  writer.view.setUint32(writer.at, value, true);
  writer.at += 4;
}

function writeBytes(writer: FileWriter, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.byteLength; ) {
    if (writer.at === writer.buffer.byteLength) writer.flush();
    const part = bytes.subarray(done, done + writer.buffer.byteLength - writer.at);
    writer.buffer.set(part, writer.at);
    writer.at += part.byteLength;
    done += part.byteLength;
  }
}
