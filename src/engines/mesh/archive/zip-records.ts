/** What is written of one file; sizes and checksum are known once its data is. */
export interface ZipEntry {
  name: Buffer;
  deflated: boolean;
  /** Its sizes have eight bytes. */
  isHuge: boolean;
  /** Bytes of the field that puts the data where it is aligned: none, or at least 4. */
  paddingBytes: number;
  headerOffset: number;
  crc32: number;
  sizeBytes: number;
  packedBytes: number;
}

export const MAX_UINT32 = 0xffffffff;
const MAX_UINT16 = 0xffff;
/** Midnight of 1980-01-01, the first that a ZIP can say: the same model gives the same bytes. */
const DOS_TIME = 0;
const DOS_DATE = 0x21;
const UTF8_NAME = 1 << 11;
const VERSION = 20;
const ZIP64_VERSION = 45;
const ZIP64_FIELD = 0x0001;
/** That of Pixar's USD for the same purpose. */
const PADDING_FIELD = 0x1986;

/** How many bytes stand before the data. */
export const localHeaderBytes = ({ name, isHuge, paddingBytes }: ZipEntry): number =>
  30 + name.length + (isHuge ? 20 : 0) + paddingBytes;

/** PKWARE APPNOTE 6.3.10, 4.3.7. */
export function localHeader(entry: ZipEntry): Buffer {
  const record = Buffer.alloc(localHeaderBytes(entry));
  record.writeUInt32LE(0x04034b50, 0);
  writeCommon(record, 4, entry);
  record.writeUInt16LE(record.length - 30 - entry.name.length, 28);
  entry.name.copy(record, 30);
  let at = 30 + entry.name.length;
  if (entry.isHuge) at = writeZip64Field(record, at, [entry.sizeBytes, entry.packedBytes]);
  if (entry.paddingBytes > 0) {
    record.writeUInt16LE(PADDING_FIELD, at);
    record.writeUInt16LE(entry.paddingBytes - 4, at + 2);
  }
  return record;
}

/** APPNOTE 4.3.12. */
export function centralRecord(entry: ZipEntry): Buffer {
  const { name, isHuge, headerOffset } = entry;
  const isFar = headerOffset >= MAX_UINT32;
  const wide = [...(isHuge ? [entry.sizeBytes, entry.packedBytes] : []), ...(isFar ? [headerOffset] : [])];
  const extraBytes = wide.length === 0 ? 0 : 4 + wide.length * 8;
  const record = Buffer.alloc(46 + name.length + extraBytes);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(ZIP64_VERSION, 4);
  writeCommon(record, 6, entry, isFar);
  record.writeUInt16LE(extraBytes, 30);
  record.writeUInt32LE(Math.min(headerOffset, MAX_UINT32), 42);
  name.copy(record, 46);
  if (wide.length > 0) writeZip64Field(record, 46 + name.length, wide);
  return record;
}

/** The end of the directory, with its ZIP64 form where the numbers need it: APPNOTE 4.3.14 to 4.3.16. */
export function endOfDirectory(count: number, offset: number, sizeBytes: number): Buffer {
  const isWide = count >= MAX_UINT16 || offset >= MAX_UINT32 || sizeBytes >= MAX_UINT32;
  const wide = Buffer.alloc(isWide ? 76 : 0);
  if (isWide) {
    wide.writeUInt32LE(0x06064b50, 0);
    wide.writeBigUInt64LE(44n, 4);
    wide.writeUInt16LE(ZIP64_VERSION, 12);
    wide.writeUInt16LE(ZIP64_VERSION, 14);
    wide.writeBigUInt64LE(BigInt(count), 24);
    wide.writeBigUInt64LE(BigInt(count), 32);
    wide.writeBigUInt64LE(BigInt(sizeBytes), 40);
    wide.writeBigUInt64LE(BigInt(offset), 48);
    wide.writeUInt32LE(0x07064b50, 56);
    wide.writeBigUInt64LE(BigInt(offset + sizeBytes), 64);
    wide.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 8);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 10);
  end.writeUInt32LE(Math.min(sizeBytes, MAX_UINT32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_UINT32), 16);
  return Buffer.concat([wide, end]);
}

/** The fields that both records have in the same order, from "version needed" to "file name length". */
function writeCommon(record: Buffer, at: number, entry: ZipEntry, isFar = false): void {
  const { name, deflated, isHuge, crc32, sizeBytes, packedBytes } = entry;
  record.writeUInt16LE(isHuge || isFar ? ZIP64_VERSION : VERSION, at);
  record.writeUInt16LE(name.some((byte) => byte > 127) ? UTF8_NAME : 0, at + 2);
  record.writeUInt16LE(deflated ? 8 : 0, at + 4);
  record.writeUInt16LE(DOS_TIME, at + 6);
  record.writeUInt16LE(DOS_DATE, at + 8);
  record.writeUInt32LE(crc32, at + 10);
  record.writeUInt32LE(isHuge ? MAX_UINT32 : packedBytes, at + 14);
  record.writeUInt32LE(isHuge ? MAX_UINT32 : sizeBytes, at + 18);
  record.writeUInt16LE(name.length, at + 22);
}

function writeZip64Field(record: Buffer, at: number, numbers: readonly number[]): number {
  record.writeUInt16LE(ZIP64_FIELD, at);
  record.writeUInt16LE(numbers.length * 8, at + 2);
  numbers.forEach((value, index) => {
    record.writeBigUInt64LE(BigInt(value), at + 4 + index * 8);
  });
  return at + 4 + numbers.length * 8;
}
