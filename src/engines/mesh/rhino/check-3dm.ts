import { Problem } from '../../../domain/problem.ts';

const MAGIC = '3D Geometry File Format ';
const VERSION_BYTES = 8;
const HEADER_BYTES = MAGIC.length + VERSION_BYTES;
/** Ends every archive since version 2, with the length of the file (openNURBS, TCODE_ENDOFFILE). */
const END_OF_FILE = 0x7fff;
/** From here on chunk lengths have 64 bits. */
const WIDE_VERSION = 50;
const NEWEST_VERSION = 89;

/** Throws `input_truncated`, `input_malformed` or `input_version_unsupported`. */
export function check3dm(bytes: Buffer): void {
  const head = bytes.toString('latin1', 0, MAGIC.length);
  if (!MAGIC.startsWith(head)) {
    throw new Problem('input_malformed', {
      detail: `The file does not begin with "${MAGIC.trim()}", so it is no 3DM file. Check that the right file was sent.`,
    });
  }
  if (bytes.length < HEADER_BYTES) throw truncated();
  const version = Number(bytes.toString('latin1', MAGIC.length, HEADER_BYTES).trim());
  if (!(version >= 2 && version <= NEWEST_VERSION)) {
    throw new Problem('input_version_unsupported', {
      detail: `The 3DM file has version ${Number.isNaN(version) ? 'of no number' : version}; files of Rhino 2 to 8 are read. Save it as one of them.`,
    });
  }
  const width = version >= WIDE_VERSION ? 8 : 4;
  const end = bytes.length - 4 - 2 * width;
  const lengthAt = (at: number): number =>
    width === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at);
  if (end < HEADER_BYTES || bytes.readUInt32LE(end) !== END_OF_FILE || lengthAt(end + 4) !== width) {
    throw truncated();
  }
  if (lengthAt(end + 4 + width) === bytes.length) return;
  throw new Problem('input_malformed', {
    detail: `The 3DM file says that it has ${lengthAt(end + 4 + width)} bytes, but it has ${bytes.length}. Save or upload it again.`,
  });
}

const truncated = (): Problem =>
  new Problem('input_truncated', {
    detail: 'The 3DM file does not end with its end mark: a part of it is missing. Save or upload it again.',
  });
