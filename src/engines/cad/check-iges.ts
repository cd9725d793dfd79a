import { Problem } from '../../domain/problem.ts';
import type { CadFacts } from './cad-facts.ts';
import { igesUnit, readGlobal, splitParameters } from './iges-global.ts';
import { dataOf, type IgesLines, splitIges, truncated } from './iges-lines.ts';

/** Entity types that make faces: primitives, surfaces, trimmed surfaces, B-rep (IGES 5.3, table 3). */
const SHAPES = new Set([
  108, 114, 118, 120, 122, 128, 140, 143, 144, 150, 152, 154, 156, 158, 160, 162, 164, 168, 180, 184, 186,
  190, 192, 194, 196, 198, 430, 502, 510, 514,
]);
const SOLIDS = new Set([150, 152, 154, 156, 158, 160, 162, 164, 168, 180, 184, 186, 430]);
const OPEN_SHAPES = new Set([108, 114, 118, 120, 122, 128, 140, 143, 144]);
const ANNOTATIONS = new Set([202, 204, 206, 208, 210, 212, 214, 216, 218, 220, 222, 228, 230]);
/** What a face of a solid stands on is no loose surface: bit 3–4 of the status number, "subordinate". */
const isIndependent = (status: string): boolean => status.slice(2, 4) === '00';

const NUMBER_LIMIT = 1e15;
/** An exponent of two digits or more that is not negative, as in 1E300 or 1.5D+99. */
const LARGE = /\d[.\d]*[EeDd]\+?(?:[2-9]\d|1[5-9]|\d{3,})/;

/**
 * Looks at the lines, the counts and the directory of an IGES file, because OCCT takes a truncated one without a
 * word. Throws `input_truncated`, `input_malformed`, `input_version_unsupported` or `input_no_geometry`.
 */
export function checkIges(bytes: Buffer, onChecked: (share: number) => void): CadFacts {
  if (bytes.length === 0) throw truncated('is empty');
  const lines = splitIges(bytes, (share) => onChecked(share * 0.6));
  checkCounts(bytes, lines);
  const types = readDirectory(bytes, lines);
  if (!types.all.some((type) => SHAPES.has(type))) throw new Problem('input_no_geometry');
  checkNumbers(bytes, lines, (share) => onChecked(0.6 + share * 0.4));
  const parameters = readGlobal(bytes, lines);
  const { unit, warning } = igesUnit(parameters);
  const hasSolids = types.all.some((type) => SOLIDS.has(type));
  const isMixed = hasSolids && types.independent.some((type) => OPEN_SHAPES.has(type));
  return {
    unit,
    unitKnown: true,
    warnings: warning === undefined ? [] : [warning],
    ...(isMixed ? {} : { allSolid: hasSolids }),
    annotations: types.all.filter((type) => ANNOTATIONS.has(type)).length,
  };
}

function checkCounts(bytes: Buffer, { offsets }: IgesLines): void {
  const [last] = offsets.T;
  if (last === undefined) throw truncated('has no terminate line: its end is missing');
  const stated = dataOf(bytes, last, 32);
  for (const [index, section] of (['S', 'G', 'D', 'P'] as const).entries()) {
    const field = stated.slice(index * 8, index * 8 + 8);
    const count = Number(field.slice(1));
    if (field[0] !== section || !Number.isInteger(count)) {
      throw new Problem('input_malformed', {
        detail: 'The terminate line of the IGES file cannot be read. Export the file again.',
      });
    }
    const found = offsets[section].length;
    if (found < count) throw truncated(`has ${found} of the ${count} lines of its section ${section}`);
    if (found > count) {
      throw new Problem('input_malformed', {
        detail: `The IGES file has ${found} lines in section ${section}, but says ${count}. Export it again.`,
      });
    }
  }
}

/** Every entity has two lines; fields of eight columns (IGES 5.3, 2.2.4.4). */
function readDirectory(bytes: Buffer, { offsets }: IgesLines): { all: number[]; independent: number[] } {
  if (offsets.D.length % 2 !== 0) throw truncated('ends in the middle of its directory');
  const all: number[] = [];
  const independent: number[] = [];
  for (let index = 0; index < offsets.D.length; index += 2) {
    const line = dataOf(bytes, offsets.D[index]!);
    const type = Number(line.slice(0, 8));
    const parameterLine = Number(line.slice(8, 16));
    if (!Number.isInteger(type) || !(parameterLine >= 0 && parameterLine <= offsets.P.length)) {
      throw new Problem('input_malformed', {
        detail: `Directory entry D${index + 1} of the IGES file points to parameters that are not there. Export the file again.`,
      });
    }
    all.push(type);
    if (isIndependent(line.slice(64, 72))) independent.push(type);
  }
  return { all, independent };
}

function checkNumbers(bytes: Buffer, { offsets }: IgesLines, onChecked: (share: number) => void): void {
  let cleared = '';
  for (const [index, offset] of offsets.P.entries()) {
    if ((index & 0x3fff) === 0) onChecked(index / offsets.P.length);
    if (!LARGE.test(dataOf(bytes, offset, 64)) || entityOf(bytes, offset) === cleared) continue;
    const found = largestNumber(bytes, offsets.P, index);
    if (found > NUMBER_LIMIT) {
      throw new Problem('input_malformed', {
        detail: `Parameter line P${index + 1} of the IGES file holds a number beyond any model (${found}). Check that part in the program that wrote the file.`,
      });
    }
    cleared = entityOf(bytes, offset);
  }
}

/** Columns 65–72 of a parameter line: the directory line of its entity. */
const entityOf = (bytes: Buffer, offset: number): string =>
  bytes.toString('latin1', offset + 64, offset + 72);

/** Of the whole entity, because a text may look like a number and may begin on an earlier line. */
function largestNumber(bytes: Buffer, parameterLines: readonly number[], index: number): number {
  const entity = entityOf(bytes, parameterLines[index]!);
  const isSame = (line: number) => {
    const offset = parameterLines[line];
    return offset !== undefined && entityOf(bytes, offset) === entity;
  };
  let first = index;
  while (isSame(first - 1)) first -= 1;
  let text = '';
  for (let line = first; isSame(line); line += 1) text += dataOf(bytes, parameterLines[line]!, 64);
  let largest = 0;
  for (const parameter of splitParameters(text, ',', ';')) {
    const value = Math.abs(Number(parameter.replace(/[Dd]/, 'E')));
    if (value > largest) largest = value;
  }
  return largest;
}
