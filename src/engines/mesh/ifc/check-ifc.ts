import { Problem } from '../../../domain/problem.ts';
import { scanStep } from '../../cad/scan-step.ts';
import type { OnFraction } from '../read-result.ts';
import { inSteps } from '../tools/shares.ts';

const HEADER_BYTES = 1 << 16;
const TELL_BYTES = 1 << 20;
const SCHEMA = /FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'/i;

/**
 * Looks at the whole file as ISO 10303-21 sees it, before web-ifc does, which takes what is cut without a word.
 * Returns sentences about what is odd and can be read all the same. Throws `input_truncated`, `input_malformed` or
 * `input_version_unsupported`.
 */
export function checkIfc(bytes: Buffer, onChecked: OnFraction): string[] {
  const start = bytes
    .toString('latin1', 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (start === '') throw truncated('is empty');
  if (!start.startsWith('ISO-10303-21')) {
    if ('ISO-10303-21'.startsWith(start)) throw truncated('ends within its first word');
    throw new Problem('input_malformed', {
      detail:
        'The file does not begin with ISO-10303-21, so it is no IFC file. Check that the right file was sent.',
    });
  }
  const end = bytes.lastIndexOf('END-ISO-10303-21');
  if (end < 0) throw truncated('does not end with END-ISO-10303-21: its end is missing');
  const schema =
    SCHEMA.exec(bytes.toString('latin1', 0, HEADER_BYTES))?.[1]
      ?.trim()
      .toUpperCase() ?? '';
  if (!/^IFC(2X3|4)/.test(schema)) {
    throw new Problem('input_version_unsupported', {
      detail: `The file follows the schema ${schema.slice(0, 40) || 'without a name'}; IFC2x3 and IFC4 are read. Export it as one of them.`,
    });
  }
  const nextStep = inSteps(2, onChecked);
  requireBalanced(bytes, end, nextStep());
  const { count, smallest } = missing(bytes, end, nextStep());
  if (count === 0) return [];
  const others = count === 1 ? '' : ` and ${count - 1} more`;
  return [
    `The IFC file refers to #${smallest}${others}, which it does not define: what needs them is missing.`,
  ];
}

function missing(bytes: Buffer, end: number, onChecked: OnFraction) {
  const { referenced, defined } = scanStep(bytes, end, onChecked);
  return referenced.missingFrom(defined);
}

const truncated = (how: string): Problem =>
  new Problem('input_truncated', { detail: `The IFC file ${how}. Export or upload it again.` });

/** web-ifc 0.0.78 reads for ever where a list is not closed before its statement ends, or a type in it is no type. */
function requireBalanced(bytes: Buffer, end: number, onChecked: OnFraction): void {
  let depth = 0;
  let statementAt = 0;
  let isClosed = false;
  let told = 0;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at]!;
    if ((byte === HASH && !isReference(bytes, at)) || isControl(byte)) throw unfinished(at);
    if (byte === QUOTE) at = endOfMarked(bytes, "'", at + 1, end);
    else if (byte === SLASH && bytes[at + 1] === STAR) at = endOfMarked(bytes, '*/', at + 2, end) + 1;
    else if (byte === OPEN) {
      if (depth > 0) requireType(bytes, at);
      else requireHead(bytes, statementAt, at);
      depth += 1;
    } else if (byte === CLOSE) {
      depth -= 1;
      isClosed = depth === 0;
    } else if (byte === SEMICOLON && depth === 0) {
      statementAt = at + 1;
      if (at - told > TELL_BYTES) {
        onChecked(at / end);
        told = at;
      }
      isClosed = false;
    } else if (isClosed && byte > SPACE) throw unfinished(at);
    if (depth < 0 || (byte === SEMICOLON && depth > 0)) {
      throw new Problem('input_malformed', {
        detail: `The IFC file has a list that is not closed, or closed twice, before byte ${at}. Export it again.`,
      });
    }
  }
}

/** Of an entity or of a line of the header. */
const HEAD = /^\s*(#\d+\s*=\s*IFC\w+|[A-Z]+_[A-Z_]+)\s*$/i;

function requireHead(bytes: Buffer, start: number, open: number): void {
  const head = bytes.toString('latin1', start, Math.min(open, start + HEADER_BYTES));
  if (!HEAD.test(head.replace(/\/\*[\s\S]*?\*\//g, ''))) throw unfinished(open);
}

const unfinished = (at: number): Problem =>
  new Problem('input_malformed', {
    detail: `The IFC file has a statement near byte ${at} that is none: a part of it is missing. Export it again.`,
  });

/** A value within a list may name its type, as in IFCLABEL('a'); all of them begin with IFC. */
function requireType(bytes: Buffer, open: number): void {
  let start = open;
  while (start > 0 && IS_NAME[bytes[start - 1]!]) start -= 1;
  if (start === open || bytes.toString('latin1', start, start + 3).toUpperCase() === 'IFC') return;
  throw new Problem('input_malformed', {
    detail: `The IFC file has a value of an unknown type before byte ${open}. Export it again.`,
  });
}

const IS_NAME = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789') {
  IS_NAME[character.charCodeAt(0)] = 1;
}

const endOfMarked = (bytes: Buffer, mark: string, from: number, end: number): number => {
  const at = bytes.indexOf(mark, from, 'latin1');
  return at < 0 ? end : at;
};

const QUOTE = 0x27;
const SLASH = 0x2f;
const STAR = 0x2a;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const HASH = 0x23;

/** A number follows, and nothing that could belong to it. */
function isReference(bytes: Buffer, hash: number): boolean {
  let at = hash + 1;
  while (isDigit(bytes[at]!)) at += 1;
  return at > hash + 1 && (bytes[at]! <= SPACE || AFTER_REFERENCE.includes(bytes[at]!));
}

const AFTER_REFERENCE = Buffer.from(',)=/;');
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isControl = (byte: number): boolean => byte < 0x09 || (byte > 0x0d && byte < SPACE);
