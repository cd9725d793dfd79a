import { isProblem, Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { ByteWindow } from '../io/byte-window.ts';
import { TextScanner } from '../io/text-scanner.ts';
import { tooManyTriangles, tooManyVertices } from '../limits.ts';
import { Uint32List } from '../tools/growable.ts';
import { TupleIndex } from '../tools/tuple-index.ts';
import type { StlSolid } from './stl-solid.ts';

/** Reads `solid … endsolid`, once or several times. Keywords in any case, line breaks anywhere. */
export function readAsciiStl(window: ByteWindow, limits: EngineLimits): StlSolid[] {
  try {
    return readSolids(new TextScanner(window), limits);
  } catch (error) {
    if (isProblem(error, 'input_malformed') && endsWithin(window)) throw truncated(error);
    throw error;
  }
}

/** True on the last line of a file, unless it ends a solid: what is wrong with it is that it was cut. */
function endsWithin(window: ByteWindow): boolean {
  return (
    window.remainingBytes === 0 &&
    !/endsolid/i.test(window.bytes.toString('latin1', Math.max(0, window.end - 300), window.end))
  );
}

const truncated = (cause?: unknown): Problem =>
  new Problem('input_truncated', {
    detail: 'The STL file ends before its "endsolid". Export or upload it again.',
    cause,
  });

function readSolids(scanner: TextScanner, limits: EngineLimits): StlSolid[] {
  const solids: StlSolid[] = [];
  let solid: SolidBuilder | undefined;
  let triangles = 0;
  let pointsBefore = 0; // of the solids that have ended
  while (scanner.nextLine()) {
    while (scanner.hasToken()) {
      const word = scanner.word().toLowerCase();
      if (word === 'vertex') {
        if (solid === undefined) throw scanner.malformed('has a vertex outside of any solid');
        solid.addCorner(scanner.coordinate(), scanner.coordinate(), scanner.coordinate());
        if (pointsBefore + solid.points.count > limits.maxVertices) throw tooManyVertices(undefined, limits);
      } else if (word === 'endloop') {
        if (!solid?.endLoop()) throw scanner.malformed('ends a facet that has not three corners');
        if ((triangles += 1) > limits.maxTriangles) throw tooManyTriangles(undefined, limits);
      } else if (word === 'solid' || word === '\u00ef\u00bb\u00bfsolid') {
        if (solid !== undefined) throw scanner.malformed('begins a solid within a solid');
        scanner.hasToken();
        solid = new SolidBuilder(scanner.rest());
        break;
      } else if (word === 'endsolid') {
        if (solid === undefined) throw scanner.malformed('ends a solid that has not begun');
        pointsBefore += solid.points.count;
        solids.push(solid.finish());
        solid = undefined;
        break;
      } else if (word === 'facet') {
        skipNormal(scanner);
      } else if (word !== 'outer' && word !== 'loop' && word !== 'endfacet') {
        throw scanner.malformed('holds a word that is not part of STL');
      }
    }
  }
  if (solid !== undefined) throw truncated();
  return solids;
}

/** The normal follows from the corners, and some programs write `nan` or `-nan(ind)` here. */
function skipNormal(scanner: TextScanner): void {
  if (scanner.word().toLowerCase() !== 'normal') throw scanner.malformed('has a facet without a normal');
  for (let axis = 0; axis < 3; axis += 1) scanner.word();
}

class SolidBuilder {
  readonly points = new TupleIndex(3, 1024);
  private readonly name: string;
  private readonly indices = new Uint32List();
  private readonly floats = new Float32Array(3);
  private readonly words = new Uint32Array(this.floats.buffer);
  private readonly corners: [number, number, number] = [0, 0, 0];
  private cornerCount = 0;
  private collapsed = 0;

  constructor(name: string) {
    this.name = name;
  }

  addCorner(x: number, y: number, z: number): void {
    const { floats, words } = this;
    floats[0] = x;
    floats[1] = y;
    floats[2] = z;
    for (let axis = 0; axis < 3; axis += 1) if (floats[axis] === 0) floats[axis] = 0; // not -0
    const point = this.points.add3(words[0]!, words[1]!, words[2]!);
    if (this.cornerCount < 3) this.corners[this.cornerCount] = point;
    this.cornerCount += 1;
  }

  /** False where the facet is no triangle. */
  endLoop(): boolean {
    const [a, b, c] = this.corners;
    const isTriangle = this.cornerCount === 3;
    this.cornerCount = 0;
    if (a === b || b === c || c === a) this.collapsed += 1;
    else {
      this.indices.push(a);
      this.indices.push(b);
      this.indices.push(c);
    }
    return isTriangle;
  }

  finish(): StlSolid {
    return {
      name: this.name,
      positions: new Float32Array(this.points.tuples().slice().buffer),
      indices: this.indices.view().slice(),
      collapsed: this.collapsed,
    };
  }
}
