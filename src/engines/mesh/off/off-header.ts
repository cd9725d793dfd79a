import { Problem } from '../../../domain/problem.ts';
import type { OffScanner } from './off-scanner.ts';

/** What stands before the vertices, and with that how many numbers a vertex has. */
export interface OffHeader {
  uvs: boolean;
  colours: boolean;
  normals: boolean;
  /** A fourth coordinate that divides the others. */
  homogeneous: boolean;
  vertices: number;
  faces: number;
}

/** Prefixes, the word, and what some programs write behind it without a blank: `OFF8 6 12`. */
const KEYWORD = /^(ST)?(C)?(N)?(4)?(n)?OFF(\d+)?$/;
const MOST = 2 ** 32;

/**
 * Reads the word, which may be missing, and the counts; edges are not used, and some programs leave them out.
 * Throws `input_malformed`, `input_truncated` or `input_feature_unsupported`.
 */
export function readOffHeader(scanner: OffScanner): OffHeader {
  const first = scanner.nextWord();
  const [word, uvs, colours, normals, four, dimensions, glued] = KEYWORD.exec(first) ?? [];
  if (word === undefined && !/^\d+$/.test(first)) {
    throw scanner.malformed('begins with a word that is not part of OFF');
  }
  const second = word === undefined || glued !== undefined ? '' : scanner.nextWord();
  if (second === 'BINARY') {
    throw new Problem('input_feature_unsupported', {
      detail: 'Binary OFF is not read. Export the file as ASCII OFF.',
    });
  }
  let given = word === undefined ? first : (glued ?? second);
  if (dimensions !== undefined) {
    if (given !== '3') {
      throw new Problem('input_feature_unsupported', {
        detail: 'Only OFF of three dimensions can be read.',
      });
    }
    given = scanner.nextWord();
  }
  const vertices = countOf(given, scanner);
  const faces = countOf(scanner.nextWord(), scanner);
  if (scanner.hasMoreOnLine()) countOf(scanner.nextWord(), scanner);
  return {
    uvs: uvs !== undefined,
    colours: colours !== undefined,
    normals: normals !== undefined,
    homogeneous: four !== undefined,
    vertices,
    faces,
  };
}

function countOf(word: string, scanner: OffScanner): number {
  const count = /^\d{1,10}$/.test(word) ? Number(word) : MOST;
  if (count < MOST) return count;
  throw scanner.malformed('has something else where the number of vertices, faces or edges is expected');
}
