import { Problem } from '../../../domain/problem.ts';
import { tooDeepXml } from '../limits.ts';

export type Attribute = (name: string) => string | undefined;

export interface XmlVisitor {
  /**
   * @param path the names of the open elements, this one included; reused: copy what is to be kept
   * @param tag from its `<` to behind its `>`
   */
  open(path: readonly string[], attribute: Attribute, tag: { start: number; end: number }): void;
  /**
   * @param text what stands between the start and the end tag, only where no element does
   * @param end behind the end tag
   */
  close?(path: readonly string[], text: () => string, bytes: () => Buffer, end: number): void;
}

const MAX_TAG_BYTES = 1 << 20;
const LESS = 0x3c;
const NOTHING = Buffer.alloc(0);
const QUOTES = [0x22, 0x27];

/**
 * Walks over the tags of an XML document in UTF-8 and makes sure that they are balanced; it builds nothing. Document
 * types with entities of their own are refused: a page of them can mean gigabytes.
 * Throws `input_truncated`, `input_malformed`, `input_feature_unsupported` or `input_limit_exceeded`.
 */
export function scanXml(
  bytes: Buffer,
  format: string,
  visitor: XmlVisitor,
  maxDepth: number,
  onScanned?: OnScanned,
): void {
  if (bytes[0] === 0xff || bytes[0] === 0xfe) {
    throw new Problem('input_feature_unsupported', {
      detail: `The ${format} file is written in UTF-16; only UTF-8 is read. Export it again.`,
    });
  }
  const path: string[] = [];
  let seen = 0;
  let textStart = -1;
  for (let at = bytes.indexOf(LESS); at >= 0; at = bytes.indexOf(LESS, at)) {
    const start = at;
    if (bytes[at + 1] === 0x21 || bytes[at + 1] === 0x3f) {
      at = skipMarkup(bytes, at, format);
      continue;
    }
    at = tagEnd(bytes, at, format);
    const inner = bytes.toString('utf8', start + 1, at).trim();
    at += 1;
    if (inner.startsWith('/')) {
      const name = inner.slice(1).trim();
      if (path.at(-1) !== name) {
        throw malformed(format, `</${shortened(name)}> ends no element that is open`);
      }
      const from = textStart;
      const textBytes = () => bytes.subarray(from < 0 ? start : from, start);
      visitor.close?.(path, () => textBytes().toString('utf8'), textBytes, at);
      path.pop();
      textStart = -1;
      continue;
    }
    const name = /^[^\s/>]+/.exec(inner)?.[0];
    if (name === undefined) throw malformed(format, `a tag at byte ${start} has no name`);
    if (path.length === 0 && seen > 0) throw malformed(format, 'it has two root elements');
    seen += 1;
    if (path.push(name) > maxDepth) throw tooDeepXml(maxDepth);
    visitor.open(path, (wanted) => attributeOf(inner, wanted), { start, end: at });
    textStart = at;
    if (inner.endsWith('/')) {
      visitor.close?.(
        path,
        () => '',
        () => NOTHING,
        at,
      );
      path.pop();
      textStart = -1;
    }
    if (seen % 1024 === 0) onScanned?.(at / bytes.length);
  }
  if (path.length > 0) throw truncated(format);
  if (seen === 0) {
    if (bytes.toString('latin1').trim() === '') throw truncated(format);
    throw malformed(format, 'it has no element');
  }
}

export type OnScanned = (share: number) => void;

/** Comments, processing instructions, character data and the document type. Returns where it ends. */
function skipMarkup(bytes: Buffer, at: number, format: string): number {
  const is = (text: string) => bytes.toString('latin1', at, at + text.length) === text;
  const end = is('<!--') ? '-->' : is('<![CDATA[') ? ']]>' : is('<?') ? '?>' : '>';
  const close = bytes.indexOf(end, at + 2, 'latin1');
  if (close < 0) throw truncated(format);
  if (end === '>' && bytes.toString('latin1', at, close).includes('[')) {
    throw new Problem('input_feature_unsupported', {
      detail: `The ${format} file has a document type of its own, which is not read. Export it without.`,
    });
  }
  return close + end.length;
}

/** Where the `>` of a tag stands; one within quotes does not count. */
function tagEnd(bytes: Buffer, start: number, format: string): number {
  let quote = 0;
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (quote !== 0) quote = byte === quote ? 0 : quote;
    else if (byte === 0x3e) return at;
    else if (byte === LESS) throw malformed(format, `a tag at byte ${start} is never closed`);
    else if (QUOTES.includes(byte)) quote = byte;
    if (at - start > MAX_TAG_BYTES) throw malformed(format, `a tag at byte ${start} has no end`);
  }
  throw truncated(format);
}

const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function attributeOf(tag: string, wanted: string): string | undefined {
  for (const [, name, double, single] of tag.matchAll(ATTRIBUTE)) {
    if (name === wanted) return unescaped(double ?? single ?? '');
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export const unescaped = (text: string): string =>
  text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });

const truncated = (format: string): Problem =>
  new Problem('input_truncated', {
    detail: `The ${format} file ends within an element: its end is missing. Export or upload it again.`,
  });

const malformed = (format: string, what: string): Problem =>
  new Problem('input_malformed', {
    detail: `The ${format} file is no well-formed XML: ${what}. Export it again.`,
  });

const shortened = (name: string): string => name.replace(/\p{C}/gu, '\uFFFD').slice(0, 40);
