import type { Image } from '../model.ts';

/** What the first bytes say; undefined where it is neither. */
export function imageType(bytes: Uint8Array): Image['mediaType'] | undefined {
  const begins = (...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  return begins(0xff, 0xd8, 0xff) ? 'image/jpeg' : undefined;
}
