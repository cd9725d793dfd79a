import { CONVERSION_ID } from '../domain/conversion-id.ts';
import { isWindowsDevice } from '../domain/file-name.ts';

/** The first segment of every key. Folders beginning with a dot are the adapters' own. */
export const AREAS = ['original', 'converted'] as const;

const KEY_MAX_BYTES = 1024; // S3
const SEGMENT_MAX_BYTES = 255; // ext4, APFS, NTFS
const MAX_SEGMENTS = 5;
const UNSAFE_CHARACTER = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}<>:"\\|?*]/u;

export interface StorageKey {
  key: string;
  conversionId: string;
  /** Without the leading slash: `['original', id, 'bracket.step']`. */
  segments: readonly string[];
}

/**
 * Checks a storage key: `/original/<id>/<name>` or `/converted/<id>/<attempt>/<name>`. What passes is one and the same
 * file below the storage's folder on Linux, macOS and Windows, and a legal object key on S3.
 * @throws TypeError: keys are made by this program, so a bad one is a mistake and never a client's fault
 */
export function parseKey(key: string): StorageKey {
  const segments = key.split('/').slice(1);
  const complaint = keyComplaint(key, segments);
  if (complaint !== undefined) throw new TypeError(`storage key ${JSON.stringify(key)} ${complaint}`);
  return { key, conversionId: segments[1]!, segments };
}

/** Undefined where `key` is not one: for listing folders that may hold other things. */
export function findKey(key: string): StorageKey | undefined {
  try {
    return parseKey(key);
  } catch {
    return undefined;
  }
}

/** @throws TypeError where `name` cannot be a file's name on every system */
export function requireSafeSegment(name: string): string {
  const complaint = name.includes('/') ? 'contains a slash' : segmentComplaint(name);
  if (complaint !== undefined) throw new TypeError(`file name ${JSON.stringify(name)} ${complaint}`);
  return name;
}

/** @throws TypeError */
export function requireConversionId(id: string): void {
  if (!CONVERSION_ID.test(id)) throw new TypeError(`${JSON.stringify(id)} is not a conversion id`);
}

function keyComplaint(key: string, segments: readonly string[]): string | undefined {
  const [area, conversionId = ''] = segments;
  if (!key.startsWith('/')) return 'does not begin with a slash';
  if (!AREAS.some((known) => known === area)) return `does not begin with one of ${AREAS.join(', ')}`;
  if (!CONVERSION_ID.test(conversionId)) return 'has no conversion id as its second segment';
  if (segments.length < 3 || segments.length > MAX_SEGMENTS)
    return `does not have 3 to ${MAX_SEGMENTS} segments`;
  if (Buffer.byteLength(key) > KEY_MAX_BYTES) return `is longer than ${KEY_MAX_BYTES} bytes`;
  return segments.map(segmentComplaint).find((complaint) => complaint !== undefined);
}

function segmentComplaint(segment: string): string | undefined {
  if (segment === '') return 'has an empty segment';
  if (segment === '.' || segment === '..') return 'has a dot segment';
  if (UNSAFE_CHARACTER.test(segment)) return 'has a character that some file systems refuse';
  if (/[. ]$/.test(segment)) return 'has a segment that ends in a dot or a space';
  if (isWindowsDevice(segment)) return 'names a device of Windows';
  if (segment !== segment.normalize('NFC')) return 'is not in Unicode normal form C';
  if (Buffer.byteLength(segment) > SEGMENT_MAX_BYTES) return `has a segment above ${SEGMENT_MAX_BYTES} bytes`;
  return undefined;
}
