import { Problem } from '../../../../domain/problem.ts';
import { type ListOp, NumberArray, noEdits, type Reference, type UsdValue } from '../layer/layer.ts';
import { CrateBytes, damaged } from './crate-bytes.ts';
import type { CrateFile } from './crate-file.ts';
import { compressed, inlined, uncompressed } from './crate-numbers.ts';
import { NUMBER_TYPES, type NumberType, TYPES } from './crate-types.ts';

const ARRAY = 1 << 31;
const INLINED = 1 << 30;
const COMPRESSED = 1 << 29;
/** Shorter arrays are not compressed. */
const MIN_COMPRESSED = 16;

/** Reads the values of a crate file. Each says its type, and where it lies; small ones lie in the field itself. */
export class CrateValues {
  private readonly file: CrateFile;
  private readonly maxElements: number;

  /** @param maxElements of one array: a compressed one may claim more than any model has */
  constructor(file: CrateFile, maxElements: number) {
    this.file = file;
    this.maxElements = maxElements;
  }

  /** Of a field; null for types that say nothing about a model, such as dictionaries. */
  read(field: number): UsdValue {
    const { values } = this.file.fields;
    return this.decode(values[field * 2]!, values[field * 2 + 1]!);
  }

  /** How many samples, and the value of the earliest; times are in order. */
  samples(field: number): { count: number; earliest: () => UsdValue } {
    const at = this.offsetOf(field);
    const times = this.follow(at);
    const value = this.follow(times.from(times.at + 8));
    const count = value.count(8);
    const place = value.at;
    return {
      count,
      earliest: () => {
        if (count === 0) return null;
        const rep = value.from(place);
        return this.decode(rep.u32(), rep.u32());
      },
    };
  }

  tokens(field: number): string[] {
    const at = this.offsetOf(field);
    return Array.from({ length: at.count(4) }, () => this.file.token(at.u32()));
  }

  strings(field: number): string[] {
    const at = this.offsetOf(field);
    return Array.from({ length: at.count(4) }, () => this.file.string(at.u32()));
  }

  selections(field: number): Map<string, string> {
    const at = this.offsetOf(field);
    const count = at.count(8);
    const selections = new Map<string, string>();
    for (let index = 0; index < count; index += 1)
      selections.set(this.file.string(at.u32()), this.file.string(at.u32()));
    return selections;
  }

  paths(field: number): ListOp<string> {
    return this.listOp(field, (at) => this.file.pathText(at.u32()));
  }

  names(field: number): ListOp<string> {
    return this.listOp(field, (at) => this.file.string(at.u32()));
  }

  references(field: number): ListOp<Reference> {
    return this.listOp(field, (at) => this.reference(at, true));
  }

  payloads(field: number): ListOp<Reference> {
    return this.listOp(field, (at) => this.reference(at, false));
  }

  /** Files of old programs have one payload and no list. */
  payload(field: number): Reference {
    return this.reference(this.offsetOf(field), false);
  }

  typeOf(field: number): number {
    return (this.file.fields.values[field * 2 + 1]! >>> 16) & 0xff;
  }

  private listOp<T>(field: number, readItem: (at: CrateBytes) => T): ListOp<T> {
    const at = this.offsetOf(field);
    const bits = at.u8();
    const op = noEdits<T>();
    const readItems = (): T[] => Array.from({ length: at.count(4) }, () => readItem(at));
    if (bits & 2) op.explicit = readItems();
    else if (bits & 1) op.explicit = [];
    if (bits & 4) op.appended = readItems();
    if (bits & 32) op.prepended = readItems();
    if (bits & 64) op.appended = [...op.appended, ...readItems()];
    if (bits & 8) op.deleted = readItems();
    return op;
  }

  private reference(at: CrateBytes, hasData: boolean): Reference {
    const asset = this.file.string(at.u32());
    const prim = this.file.pathText(at.u32());
    if (hasData || this.file.minor >= 8) at.slice(16); // shift and scale in time
    if (hasData) skipDictionary(at);
    return { ...(asset !== '' && { asset }), ...(prim !== '/' && prim !== '' && { prim }) };
  }

  private offsetOf(field: number): CrateBytes {
    const { values } = this.file.fields;
    return new CrateBytes(this.file.bytes, offset(values[field * 2]!, values[field * 2 + 1]!));
  }

  /** A value behind others says how far it is from here. */
  private follow(at: CrateBytes): CrateBytes {
    const start = at.at;
    return at.from(start + at.u64());
  }

  private decode(low: number, high: number): UsdValue {
    const type = (high >>> 16) & 0xff;
    const numbers = NUMBER_TYPES.get(type);
    if ((high & ARRAY) !== 0) {
      const at = new CrateBytes(this.file.bytes, offset(low, high));
      if (numbers !== undefined) return this.numberArray(numbers, at, low, high);
      return this.textArray(type, at);
    }
    if (numbers !== undefined) {
      return (high & INLINED) !== 0 ? inlined(numbers, low) : this.single(numbers, offset(low, high));
    }
    if (type === TYPES.token || type === TYPES.asset) return this.file.token(low);
    if (type === TYPES.string) return this.file.string(low);
    if (type === TYPES.specifier) return low;
    return null;
  }

  private single(type: NumberType, at: number): UsdValue {
    const { numbers } = uncompressed(type, new CrateBytes(this.file.bytes, at), 1);
    if (type.name === 'bool') return numbers[0] !== 0;
    return type.width === 1 ? numbers[0]! : [...numbers];
  }

  private numberArray(type: NumberType, at: CrateBytes, low: number, high: number): NumberArray {
    if (offset(low, high) === 0) return new NumberArray(new Float32Array(0), type.width);
    const count = this.lengthAt(at);
    const isCompressed = (high & COMPRESSED) !== 0 && count >= MIN_COMPRESSED;
    return isCompressed
      ? new NumberArray(compressed(type, at, count), type.width)
      : uncompressed(type, at, count);
  }

  private textArray(type: number, at: CrateBytes): UsdValue {
    if (at.at === 0) return [] as string[];
    const { file } = this;
    if (type !== TYPES.token && type !== TYPES.asset && type !== TYPES.string) return null;
    const length = this.lengthAt(at);
    if (length * 4 > at.bytes.length - at.at) throw damaged('a list of names is too long');
    return Array.from({ length }, () =>
      type === TYPES.string ? file.string(at.u32()) : file.token(at.u32()),
    );
  }

  private lengthAt(at: CrateBytes): number {
    if (this.file.minor < 5) at.u32(); // the rank, always 1
    const count = this.file.minor < 7 ? at.u32() : at.u64();
    if (count <= this.maxElements) return count;
    throw new Problem('input_limit_exceeded', {
      detail: `The USD layer has a list of ${count} elements; models here have at most ${this.maxElements}.`,
    });
  }
}

/** 48 bits. */
const offset = (low: number, high: number): number => (high & 0xffff) * 2 ** 32 + low;

/** Its values lie behind it, each with the distance to what follows it. */
function skipDictionary(at: CrateBytes): void {
  const count = at.count(12);
  for (let index = 0; index < count; index += 1) {
    at.u32();
    const start = at.at;
    const next = start + at.u64();
    if (next <= start) throw damaged('a dictionary runs backwards');
    at.at = next + 8;
  }
}
