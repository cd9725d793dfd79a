import { crc32, deflateRawSync } from 'node:zlib';

/** One file of a hand-made archive; what is left out is right. */
export interface Member {
  name: string | Buffer;
  bytes?: Buffer | string;
  stored?: boolean;
  /** Packed bytes as they are, with the sizes that the headers claim. */
  packed?: Buffer;
  claims?: {
    sizeBytes?: number;
    packedBytes?: number;
    crc32?: number;
    method?: number;
    headerOffset?: number;
  };
  flags?: number;
  /** Of UNIX: 0o120777 is a symbolic link. */
  mode?: number;
  /** Sizes behind the data instead of before it. */
  descriptor?: boolean;
  /** Sizes and offset in an extra field of eight bytes each. */
  zip64?: boolean;
}

/** A ZIP archive byte by byte, right or wrong on purpose. */
export function buildZip(members: readonly Member[], { comment = '', count = members.length } = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const { local, record } = recordsOf(member, offset);
    parts.push(local);
    central.push(record);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22 + comment.length);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  end.write(comment, 22, 'latin1');
  return Buffer.concat([...parts, directory, end]);
}

function recordsOf(member: Member, offset: number): { local: Buffer; record: Buffer } {
  const { stored = false, claims = {}, descriptor = false, zip64 = false, mode = 0o100644 } = member;
  const bytes = Buffer.from(member.bytes ?? '');
  const name = Buffer.from(member.name as string);
  const packed = member.packed ?? (stored ? bytes : deflateRawSync(bytes));
  const method = claims.method ?? (stored ? 0 : 8);
  const flags = (member.flags ?? 0x800) | (descriptor ? 8 : 0);
  const sizes = [
    claims.crc32 ?? crc32(bytes),
    claims.packedBytes ?? packed.length,
    claims.sizeBytes ?? bytes.length,
  ] as const;
  const headerOffset = claims.headerOffset ?? offset;
  const common = (at: number, record: Buffer, values: readonly number[]): void => {
    record.writeUInt16LE(zip64 ? 45 : 20, at);
    record.writeUInt16LE(flags, at + 2);
    record.writeUInt16LE(method, at + 4);
    record.writeUInt16LE(0x21, at + 8);
    for (const [index, value] of values.entries()) record.writeUInt32LE(value, at + 10 + index * 4);
    record.writeUInt16LE(name.length, at + 22);
  };
  const localHead = Buffer.alloc(30);
  localHead.writeUInt32LE(0x04034b50, 0);
  common(4, localHead, descriptor ? [0, 0, 0] : sizes);
  const tail = Buffer.alloc(descriptor ? 16 : 0);
  if (descriptor) {
    for (const [index, value] of [0x08074b50, ...sizes].entries()) tail.writeUInt32LE(value, index * 4);
  }
  const extra = Buffer.alloc(zip64 ? 28 : 0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [index, value] of [sizes[2], sizes[1], headerOffset].entries()) {
      extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
    }
  }
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE((3 << 8) | 63, 4);
  common(6, record, zip64 ? [sizes[0], 0xffffffff, 0xffffffff] : sizes);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE((mode << 16) >>> 0, 38);
  record.writeUInt32LE(zip64 ? 0xffffffff : headerOffset, 42);
  return {
    local: Buffer.concat([localHead, name, packed, tail]),
    record: Buffer.concat([record, name, extra]),
  };
}
