import { type FacetInspection, unexpected } from '../facets/facet-inspection.ts';
import { readThrough } from '../io/byte-window.ts';
import { IgesTables } from './iges-tables.ts';
import { lengthUnitOf } from './length-unit.ts';

const LINE_BYTES = 81;
const PARAMETER_COLUMNS = 64;

const invalid = (reason: string) => unexpected('IGES', reason);

/** The two lines of an entity in the directory. */
interface DirectoryEntry {
  type: number;
  firstLine: number;
  lines: number;
  form: number;
  colour: number;
}

/**
 * Measures a file that `writeFacetedIges` wrote, from its bytes alone: every line, the counts of every section, the
 * entities and the parameters that they point to. Throws `output_invalid` for any other.
 */
export function inspectFacetedIges(path: string, onFraction?: (fraction: number) => void): FacetInspection {
  const directory: DirectoryEntry[] = [];
  const counts = { S: 0, G: 0, D: 0, P: 0, T: 0 };
  const tables = new IgesTables();
  let global = '';
  let half = '';
  let record: string[] = [];
  eachLine(path, onFraction, (line) => {
    const section = line[72] as keyof typeof counts;
    if (!(section in counts) || Number(line.slice(73)) !== ++counts[section])
      throw invalid('a line out of order');
    if (section === 'G') global += line.slice(0, 72);
    else if (section === 'D') {
      if (counts.D % 2 === 1) half = line;
      else directory.push(directoryEntry(half, line));
    } else if (section === 'P') {
      const entry = directory[(Number(line.slice(PARAMETER_COLUMNS, 72)) - 1) / 2];
      if (entry === undefined || entry.firstLine + record.length !== counts.P)
        throw invalid('parameters that the directory does not know');
      record.push(line.slice(0, PARAMETER_COLUMNS));
      if (record.length < entry.lines) return;
      tables.add(Number(line.slice(PARAMETER_COLUMNS, 72)), entry, record.join(''));
      record = [];
    } else if (section === 'T') {
      const { S, G, D, P } = counts;
      const expected = Object.entries({ S, G, D, P }).map(
        ([letter, count]) => letter + String(count).padStart(7),
      );
      if (line.slice(0, 32) !== expected.join('')) throw invalid('the last line counts other lines');
    }
  });
  if (counts.T !== 1) throw invalid('the file ends too early');
  const unit = lengthUnitOf(global);
  if (unit === undefined) throw invalid('no length unit');
  return tables.result(unit);
}

function directoryEntry(first: string, second: string): DirectoryEntry {
  const field = (line: string, at: number): number => Number(line.slice(8 * at, 8 * at + 8));
  return {
    type: field(first, 0),
    firstLine: field(first, 1),
    colour: -field(second, 2),
    lines: field(second, 3),
    form: field(second, 4),
  };
}

function eachLine(
  path: string,
  onFraction: ((fraction: number) => void) | undefined,
  onLine: (line: string) => void,
): void {
  readThrough(path, onFraction, (window) => {
    while (window.require(LINE_BYTES)) {
      const end = window.at + LINE_BYTES;
      if (window.bytes[end - 1] !== 10) throw invalid('a line that is not 80 columns long');
      onLine(window.bytes.toString('latin1', window.at, end - 1));
      window.at = end;
    }
    if (window.remainingBytes > 0) throw invalid('the last line is cut off');
  });
}
