import { Problem } from '../../../domain/problem.ts';
import { parseIndex, parseNumber } from '../io/parse-number.ts';
import type { XmlName } from './xml-names.ts';
import { XmlNamespaces } from './xml-namespaces.ts';
import { resolveReferences } from './xml-text.ts';

/** Formats have a dozen. */
export const MOST_ATTRIBUTES = 256;

/**
 * What an event is about: answers come from the bytes when they are asked for, so they are gone with the next event.
 */
export abstract class XmlView {
  /** Of the element that opened or closed last. */
  name: XmlName = { text: '', prefix: '', local: '', declares: undefined };
  /** Of the element that opened last; '' for none. */
  namespace = '';
  attributeCount = 0;
  protected bytes: Uint8Array = new Uint8Array(0);
  protected textStart = 0;
  protected textEnd = 0;
  protected isVerbatim = false;
  protected readonly namespaces = new XmlNamespaces();
  protected readonly attributeNames: XmlName[] = [];
  /** Where the value of each attribute begins and ends. */
  protected readonly values = new Uint32Array(MOST_ATTRIBUTES * 2);

  /** How many bytes of the document were read. */
  abstract get position(): number;

  /** The place of an attribute of the element that opened last, -1 where it has none of this name. */
  find(name: string): number {
    for (let index = 0; index < this.attributeCount; index += 1) {
      if (this.attributeNames[index]!.text === name) return index;
    }
    return -1;
  }

  attributeName(index: number): XmlName {
    return this.attributeNames[index]!;
  }

  /** The namespace that a prefix means in the element that opened last; '' for none. */
  namespaceOf(prefix: string): string {
    return this.namespaces.of(prefix);
  }

  /** The place of an attribute by its namespace and local name, -1 where there is none. */
  findIn(namespace: string, local: string): number {
    for (let index = 0; index < this.attributeCount; index += 1) {
      const { prefix, local: own } = this.attributeNames[index]!;
      if (own === local && prefix !== '' && this.namespaces.of(prefix) === namespace) return index;
    }
    return -1;
  }

  /** The value of an attribute, its references resolved; undefined where there is no such attribute. */
  value(name: string): string | undefined {
    const index = this.find(name);
    return index < 0 ? undefined : this.valueAt(index);
  }

  valueAt(index: number): string {
    return this.decoded(this.values[index * 2]!, this.values[index * 2 + 1]!);
  }

  /** NaN where the value is no decimal number. */
  numberAt(index: number): number {
    return parseNumber(this.bytes, this.values[index * 2]!, this.values[index * 2 + 1]!);
  }

  /** -1 where the value is no whole number from 0 to 2^31 - 1. */
  indexAt(index: number): number {
    return parseIndex(this.bytes, this.values[index * 2]!, this.values[index * 2 + 1]!);
  }

  /** The text of the event `text`. */
  text(): string {
    if (!this.isVerbatim) return this.decoded(this.textStart, this.textEnd);
    return Buffer.from(this.bytes.subarray(this.textStart, this.textEnd)).toString('utf8');
  }

  /** The text of the event `text` as a number; NaN where it is none. */
  textNumber(): number {
    return parseNumber(this.bytes, this.textStart, this.textEnd);
  }

  malformed(what: string): Problem {
    return new Problem('input_malformed', {
      detail: `The XML ${what}, near its byte ${this.position}. Export the file again.`,
    });
  }

  private decoded(start: number, end: number): string {
    const { bytes } = this;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    const text = resolveReferences(raw);
    if (text === undefined) throw this.malformed('refers to an entity that XML itself does not have');
    return text;
  }
}
