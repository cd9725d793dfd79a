import type { FacetBody, FacetPart, FacetShell } from '../facets/facet-model.ts';
import { mainMaterial } from '../facets/main-material.ts';
import type { Material } from '../model.ts';
import type { ColourStyles } from './colour-styles.ts';
import type { Part21Writer } from './part21-writer.ts';
import type { Frame } from './write-products.ts';

/** Writes the bodies of a part and returns the number of their shape representation. */
export function writeBodies(
  writer: Part21Writer,
  part: FacetPart,
  styles: ColourStyles,
  materials: readonly Material[],
  frame: Frame,
  onFaces: (count: number) => void,
): number {
  const faceWriter = new FaceWriter(writer, part);
  const items = part.bodies.map((body) => {
    const shells = body.shells.map((shell) => faceWriter.writeFaces(shell));
    const item = writeBody(writer, body, shells);
    const main = mainMaterial(body, part.faces);
    styles.dress(item, materials[main]);
    for (const [at, { faces }] of body.shells.entries()) {
      for (const [place, number] of shells[at]!.entries()) {
        const material = part.faces.materials[faces[0] + place]!;
        if (material !== main) styles.dress(number, materials[material]);
      }
      onFaces(shells[at]!.length);
    }
    return item;
  });
  return writer.addList(
    `${representationType(part.bodies)}('',`,
    [frame.placement, ...items],
    `,#${frame.context})`,
  );
}

function representationType(bodies: readonly FacetBody[]): string {
  if (bodies.every(({ closed }) => closed)) return 'FACETED_BREP_SHAPE_REPRESENTATION';
  return bodies.some(({ closed }) => closed)
    ? 'SHAPE_REPRESENTATION'
    : 'MANIFOLD_SURFACE_SHAPE_REPRESENTATION';
}

/** @param shells the numbers of the faces of each shell */
function writeBody(writer: Part21Writer, { closed }: FacetBody, shells: readonly number[][]): number {
  const [outer, ...cavities] = shells.map((faces) =>
    writer.addList(`${closed ? 'CLOSED' : 'OPEN'}_SHELL('',`, faces, ')'),
  );
  if (!closed) return writer.add(`SHELL_BASED_SURFACE_MODEL('',(#${outer}))`);
  if (cavities.length === 0) return writer.add(`FACETED_BREP('',#${outer})`);
  const voids = cavities.map((shell) => writer.add(`ORIENTED_CLOSED_SHELL('',*,#${shell},.T.)`));
  return writer.addList(
    '(BREP_WITH_VOIDS(',
    voids,
    ')FACETED_BREP()GEOMETRIC_REPRESENTATION_ITEM()' +
      `MANIFOLD_SOLID_BREP(#${outer})REPRESENTATION_ITEM('')SOLID_MODEL())`,
  );
}

/** Points are written where they are first needed. */
class FaceWriter {
  readonly #writer: Part21Writer;
  readonly #part: FacetPart;
  readonly #written: Uint32Array;

  constructor(writer: Part21Writer, part: FacetPart) {
    this.#writer = writer;
    this.#part = part;
    this.#written = new Uint32Array(part.points.length / 3);
  }

  writeFaces({ faces: [from, to] }: FacetShell): number[] {
    return Array.from({ length: to - from }, (_, at) => this.#writeFace(from + at));
  }

  /**
   * A flat face: FACE_SURFACE on a PLANE inside POLY_LOOPs. A bare FACE would be shorter, but OCCT reads it as nothing.
   */
  #writeFace(face: number): number {
    const writer = this.#writer;
    const { loopStarts, cornerStarts, corners, normals, origins } = this.#part.faces;
    const bounds: number[] = [];
    for (let loop = loopStarts[face]!; loop < loopStarts[face + 1]!; loop++) {
      const points: number[] = [];
      for (let at = cornerStarts[loop]!; at < cornerStarts[loop + 1]!; at++)
        points.push(this.#point(corners[at]!));
      const polygon = writer.addList("POLY_LOOP('',", points, ')');
      bounds.push(writer.add(`FACE_${bounds.length === 0 ? 'OUTER_' : ''}BOUND('',#${polygon},.T.)`));
    }
    const axis = writer.direction(normals[3 * face]!, normals[3 * face + 1]!, normals[3 * face + 2]!);
    const placement = writer.add(`AXIS2_PLACEMENT_3D('',#${this.#point(origins[face]!)},#${axis},$)`);
    const plane = writer.add(`PLANE('',#${placement})`);
    return writer.addList("FACE_SURFACE('',", bounds, `,#${plane},.T.)`);
  }

  #point(point: number): number {
    if (this.#written[point] === 0) {
      const { points, digits } = this.#part;
      const at = 3 * point;
      this.#written[point] = this.#writer.point(points[at]!, points[at + 1]!, points[at + 2]!, digits);
    }
    return this.#written[point]!;
  }
}
