import type { FacetPart } from '../facets/facet-model.ts';
import type { Part21Writer } from './part21-writer.ts';

export interface FaceWriter {
  /** Writes a face with all that it needs and returns its number. */
  writeFace(face: number): number;
}

/** The points of a part, written where they are first needed. */
export class WrittenPoints {
  readonly #writer: Part21Writer;
  readonly #part: FacetPart;
  readonly #written: Uint32Array;

  constructor(writer: Part21Writer, part: FacetPart) {
    this.#writer = writer;
    this.#part = part;
    this.#written = new Uint32Array(part.points.length / 3);
  }

  numberOf(point: number): number {
    if (this.#written[point] === 0) {
      const { points } = this.#part;
      const at = 3 * point;
      this.#written[point] = this.#writer.point(points[at]!, points[at + 1]!, points[at + 2]!);
    }
    return this.#written[point]!;
  }
}

/** FACE_SURFACE on a PLANE inside POLY_LOOPs. A bare FACE would be shorter, but OCCT reads it as nothing. */
export class PolyLoopFaces implements FaceWriter {
  readonly #writer: Part21Writer;
  readonly #part: FacetPart;
  readonly #points: WrittenPoints;

  constructor(writer: Part21Writer, part: FacetPart, points: WrittenPoints) {
    this.#writer = writer;
    this.#part = part;
    this.#points = points;
  }

  writeFace(face: number): number {
    const { corners } = this.#part.faces;
    const bounds = writeBounds(this.#writer, this.#part, face, (from, to) => {
      const points: number[] = [];
      for (let at = from; at < to; at++) points.push(this.#points.numberOf(corners[at]!));
      return this.#writer.addList("POLY_LOOP('',", points, ')');
    });
    const plane = writePlane(this.#writer, this.#part, this.#points, face);
    return this.#writer.addList("FACE_SURFACE('',", bounds, `,#${plane},.T.)`);
  }
}

/**
 * ADVANCED_FACE with edges that say which two faces they join. POLY_LOOPs say it by their points, which is not enough
 * where a body touches itself along an edge.
 */
export class EdgeFaces implements FaceWriter {
  readonly #writer: Part21Writer;
  readonly #part: FacetPart;
  readonly #points: WrittenPoints;
  readonly #vertices = new Map<number, number>();
  readonly #edges = new Map<number, number>();

  /** Of one body: vertices and edges are its own. */
  constructor(writer: Part21Writer, part: FacetPart, points: WrittenPoints) {
    this.#writer = writer;
    this.#part = part;
    this.#points = points;
  }

  writeFace(face: number): number {
    const { edgeUses } = this.#part.faces;
    const bounds = writeBounds(this.#writer, this.#part, face, (from, to) => {
      const edges: number[] = [];
      for (let at = from; at < to; at++) {
        const edge = this.#edge(edgeUses[at]! >> 1);
        edges.push(this.#writer.add(`ORIENTED_EDGE('',*,*,#${edge},${edgeUses[at]! & 1 ? '.F.' : '.T.'})`));
      }
      return this.#writer.addList("EDGE_LOOP('',", edges, ')');
    });
    const plane = writePlane(this.#writer, this.#part, this.#points, face);
    return this.#writer.addList("ADVANCED_FACE('',", bounds, `,#${plane},.T.)`);
  }

  #edge(edge: number): number {
    const known = this.#edges.get(edge);
    if (known !== undefined) return known;
    const { points, faces } = this.#part;
    const [from, to] = [faces.edges.ends[2 * edge]!, faces.edges.ends[2 * edge + 1]!];
    const along = [0, 1, 2].map((axis) => points[3 * to + axis]! - points[3 * from + axis]!);
    const length = Math.hypot(...along);
    const [x, y, z] = along.map((value) => value / length) as [number, number, number];
    const vector = this.#writer.add(`VECTOR('',#${this.#writer.direction(x, y, z)},1.)`);
    const line = this.#writer.add(`LINE('',#${this.#points.numberOf(from)},#${vector})`);
    const ends = `#${this.#vertex(from)},#${this.#vertex(to)}`;
    const written = this.#writer.add(`EDGE_CURVE('',${ends},#${line},.T.)`);
    this.#edges.set(edge, written);
    return written;
  }

  #vertex(point: number): number {
    const known = this.#vertices.get(point);
    if (known !== undefined) return known;
    const written = this.#writer.add(`VERTEX_POINT('',#${this.#points.numberOf(point)})`);
    this.#vertices.set(point, written);
    return written;
  }
}

/** @param writeLoop writes the loop of the corners from one up to another */
function writeBounds(
  writer: Part21Writer,
  { faces: { loopStarts, cornerStarts } }: FacetPart,
  face: number,
  writeLoop: (from: number, to: number) => number,
): number[] {
  const bounds: number[] = [];
  for (let loop = loopStarts[face]!; loop < loopStarts[face + 1]!; loop++) {
    const written = writeLoop(cornerStarts[loop]!, cornerStarts[loop + 1]!);
    bounds.push(writer.add(`FACE_${bounds.length === 0 ? 'OUTER_' : ''}BOUND('',#${written},.T.)`));
  }
  return bounds;
}

function writePlane(
  writer: Part21Writer,
  { faces: { normals, origins } }: FacetPart,
  points: WrittenPoints,
  face: number,
): number {
  const axis = writer.direction(normals[3 * face]!, normals[3 * face + 1]!, normals[3 * face + 2]!);
  const placement = writer.add(`AXIS2_PLACEMENT_3D('',#${points.numberOf(origins[face]!)},#${axis},$)`);
  return writer.add(`PLANE('',#${placement})`);
}
