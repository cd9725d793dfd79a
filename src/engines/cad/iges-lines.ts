import { Problem } from '../../domain/problem.ts';

export const SECTIONS = ['S', 'G', 'D', 'P', 'T'] as const;
export type Section = (typeof SECTIONS)[number];

/** A file of fixed lines of 80 columns (IGES 5.3, 2.2.1): columns 1–72 data, 73 the section, 74–80 the number. */
export interface IgesLines {
  /** Offsets of the lines of each section. */
  offsets: Record<Section, number[]>;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Columns 1–72, or the first `columns` of them. */
export const dataOf = (bytes: Buffer, offset: number, columns = 72): string =>
  bytes.toString('latin1', offset, offset + columns);

/**
 * Finds the lines and checks that every section counts its lines 1, 2, 3 … and that the sections stand in order.
 * Throws `input_malformed`, `input_truncated` or, for the compressed and the binary form, `input_version_unsupported`.
 */
export function splitIges(bytes: Buffer, onSplit: (share: number) => void): IgesLines {
  const offsets: IgesLines['offsets'] = { S: [], G: [], D: [], P: [], T: [] };
  let section = 0;
  let lineNumber = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at);
    if (isBlank(bytes, at, end)) {
      at = nextLine(bytes, end);
      continue;
    }
    lineNumber += 1;
    if (end - at < 80) throw shortLine(bytes, at, end, lineNumber);
    const letter = bytes.toString('latin1', at + 72, at + 73);
    if (lineNumber === 1) checkForm(bytes, letter);
    const known = SECTIONS.indexOf(letter as Section);
    if (known < section)
      throw badLine(lineNumber, `has "${printable(letter)}" where the section letter stands`);
    section = known;
    const list = offsets[SECTIONS[section]!];
    list.push(at);
    if (Number(bytes.toString('latin1', at + 73, at + 80)) !== list.length) {
      throw badLine(lineNumber, `is not numbered ${letter}${list.length}: a line is missing or damaged`);
    }
    if (letter === 'T') break; // whatever follows is not part of the model
    if ((lineNumber & 0x3fff) === 0) onSplit(at / bytes.length);
    at = nextLine(bytes, end);
  }
  return { offsets };
}

function checkForm(bytes: Buffer, letter: string): void {
  const form = letter === 'C' ? 'compressed' : letter === 'B' || bytes[0] === 0x42 ? 'binary' : undefined;
  if (letter === 'S' || form === undefined) return;
  throw new Problem('input_version_unsupported', {
    detail: `The IGES file is in the ${form} form, which is not read. Export it in the fixed ASCII form.`,
  });
}

/** A file without line ends is a row of lines of 80 columns. */
function lineEnd(bytes: Buffer, at: number): number {
  for (let end = at; end < Math.min(bytes.length, at + 80); end += 1) {
    if (bytes[end] === LINE_FEED || bytes[end] === CARRIAGE_RETURN) return end;
  }
  return Math.min(bytes.length, at + 80);
}

/** Some programs pad their lines; without a line end the spaces belong to the next line. */
function nextLine(bytes: Buffer, end: number): number {
  let next = end;
  while (bytes[next] === 0x20) next += 1;
  if (bytes[next] === CARRIAGE_RETURN) next += 1;
  else if (bytes[next] !== LINE_FEED) return end;
  return bytes[next] === LINE_FEED ? next + 1 : next;
}

function isBlank(bytes: Buffer, at: number, end: number): boolean {
  while (at < end && bytes[at]! <= 0x20) at += 1;
  return at === end;
}

function shortLine(bytes: Buffer, at: number, end: number, lineNumber: number): Problem {
  const isLast = isBlank(bytes, end, bytes.length);
  if (isLast && lineNumber > 1) return truncated(`ends in the middle of line ${lineNumber}`);
  if (lineNumber === 1 && bytes[at] === 0x42) checkForm(bytes, 'B');
  return badLine(lineNumber, 'is shorter than 80 columns');
}

const printable = (letter: string): string => (/[\x21-\x7e]/.test(letter) ? letter : ' ');

const badLine = (lineNumber: number, what: string) =>
  new Problem('input_malformed', {
    detail: `Line ${lineNumber} of the IGES file ${what}. Check that the right file was sent, or export it again.`,
  });

export const truncated = (what: string) =>
  new Problem('input_truncated', { detail: `The IGES file ${what}. Export or upload it again.` });
