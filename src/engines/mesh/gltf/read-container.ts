import { constants } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import { takeData } from './embedded-data.ts';
import { type GltfJson, requireGltfJson } from './gltf-json.ts';

const MAGIC = 0x46546c67; // 'glTF'
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const READ_BYTES = 1 << 24;
/** Beyond, the number is no version that may come but damage. */
const LARGEST_VERSION = 99;

export interface Container {
  json: GltfJson;
  /** Of its data URIs: see takeData. */
  data: readonly Buffer[];
  /** Where the binary chunk of a GLB lies in the file. */
  binary?: { start: number; byteLength: number };
}

/** Reads the header and the JSON of a GLB 2 file, checks every length, and leaves the binary chunk on the disk. */
export async function readGlbContainer(file: FileHandle, sizeBytes: number): Promise<Container> {
  if (sizeBytes < HEADER_BYTES + CHUNK_HEADER_BYTES) {
    throw new Problem('input_truncated', {
      detail: `The file has only ${sizeBytes} bytes, too few for a GLB. Export or upload it again.`,
    });
  }
  const header = await readBytes(file, 0, HEADER_BYTES);
  if (header.readUInt32LE(0) !== MAGIC) throw malformed('The file does not begin as a GLB');
  const version = header.readUInt32LE(4);
  if (version === 0 || version > LARGEST_VERSION) throw malformed(`The GLB names version ${version}`);
  if (version !== 2) throw versionUnsupported(`GLB ${version}`);
  requireLength('The GLB', header.readUInt32LE(8), sizeBytes);

  const chunks = await listChunks(file, sizeBytes);
  const [first, second] = chunks;
  if (first?.type !== JSON_CHUNK) throw malformed('The GLB does not begin with its JSON chunk');
  const parsed = parseJson(await readBytes(file, first.start, first.byteLength));
  return second?.type === BIN_CHUNK
    ? { ...parsed, binary: { start: second.start, byteLength: second.byteLength } }
    : parsed;
}

export async function readGltfContainer(file: FileHandle, sizeBytes: number): Promise<Container> {
  if (sizeBytes === 0) throw new Problem('input_truncated');
  return parseJson(await readBytes(file, 0, sizeBytes));
}

interface Chunk {
  type: number;
  start: number;
  byteLength: number;
}

async function listChunks(file: FileHandle, sizeBytes: number): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  // Chunks after the second are of no known type and are skipped, as the specification asks.
  for (let at = HEADER_BYTES; at < sizeBytes && chunks.length < 2; ) {
    if (at + CHUNK_HEADER_BYTES > sizeBytes) throw malformed('The GLB ends within the header of a chunk');
    const header = await readBytes(file, at, CHUNK_HEADER_BYTES);
    const chunk = {
      byteLength: header.readUInt32LE(0),
      type: header.readUInt32LE(4),
      start: at + CHUNK_HEADER_BYTES,
    };
    if (chunk.start + chunk.byteLength > sizeBytes) {
      throw malformed(`A chunk of the GLB claims ${chunk.byteLength} bytes, more than the file has`);
    }
    chunks.push(chunk);
    at = chunk.start + chunk.byteLength;
  }
  return chunks;
}

function requireLength(what: string, claimedBytes: number, sizeBytes: number): void {
  if (claimedBytes === sizeBytes) return;
  const detail = `${what} says that it has ${claimedBytes} bytes, but the file has ${sizeBytes}. Export or upload it again.`;
  throw new Problem(claimedBytes > sizeBytes ? 'input_truncated' : 'input_malformed', { detail });
}

function parseJson(given: Buffer): Container {
  const { json: bytes, data } = takeData(given);
  if (bytes.byteLength > constants.MAX_STRING_LENGTH) {
    throw new Problem('input_limit_exceeded', {
      detail: `The glTF JSON has ${bytes.byteLength} bytes, more than can be parsed. Export the model as .glb.`,
    });
  }
  let json: unknown;
  try {
    const text = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\0+$/, '');
    json = JSON.parse(text);
  } catch (cause) {
    const isCut = cause instanceof SyntaxError && /end of JSON|Unterminated string/.test(cause.message);
    const detail = `The glTF JSON ${isCut ? 'ends too early' : 'cannot be parsed'}. Export or upload the file again.`;
    throw new Problem(isCut ? 'input_truncated' : 'input_malformed', { detail, cause });
  }
  requireVersion(json);
  return { json: requireGltfJson(json), data };
}

/** Before the schema: glTF 1.0 has objects where 2.0 has arrays, and its user should hear about the version. */
function requireVersion(json: unknown): void {
  const asset = (json as { asset?: { version?: unknown; minVersion?: unknown } } | null)?.asset;
  for (const version of [asset?.version, asset?.minVersion]) {
    if (typeof version !== 'string') continue;
    if (!/^\d+\.\d+$/.test(version)) throw malformed('asset.version of the glTF is no version');
  }
  const version = asset?.version;
  if (typeof version === 'string' && !version.startsWith('2.')) throw versionUnsupported(`glTF ${version}`);
  const minVersion = asset?.minVersion;
  if (typeof minVersion === 'string' && minVersion !== '2.0') {
    throw versionUnsupported(`glTF ${minVersion} or later`);
  }
}

/** @param onBytes hears how many bytes have been read so far */
export async function readBytes(
  file: FileHandle,
  start: number,
  byteLength: number,
  onBytes?: (bytes: number) => void,
): Promise<Buffer> {
  if (byteLength > constants.MAX_LENGTH) throw new Problem('input_limit_exceeded');
  const bytes = Buffer.allocUnsafeSlow(byteLength);
  for (let done = 0; done < byteLength; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(READ_BYTES, byteLength - done), start + done);
    if (bytesRead === 0) throw new Problem('input_truncated');
    done += bytesRead;
    onBytes?.(done);
  }
  return bytes;
}

const malformed = (what: string): Problem =>
  new Problem('input_malformed', { detail: `${what}. Export or upload it again.` });

const versionUnsupported = (what: string): Problem =>
  new Problem('input_version_unsupported', {
    detail: `The file is ${what}; only glTF 2.0 is read. Export it as glTF 2.0.`,
  });
