import type { FacetBody, FacetPart } from '../facets/facet-model.ts';
import { mainMaterial } from '../facets/main-material.ts';
import type { Material } from '../model.ts';
import type { ColourStyles } from './colour-styles.ts';
import type { Part21Writer } from './part21-writer.ts';
import { EdgeFaces, type FaceWriter, PolyLoopFaces, WrittenPoints } from './write-faces.ts';
import type { Frame } from './write-products.ts';

/** Writes the bodies of a part and returns the number of their shape representation. */
export function writeBodies(
  writer: Part21Writer,
  part: FacetPart,
  styles: ColourStyles,
  materials: readonly Material[],
  frame: Frame,
  onFace: () => void,
): number {
  const points = new WrittenPoints(writer, part);
  const flat = new PolyLoopFaces(writer, part, points);
  const items = part.bodies.map((body) => {
    const faceWriter: FaceWriter = body.tangled ? new EdgeFaces(writer, part, points) : flat;
    const shells = body.shells.map(({ faces: [from, to] }) =>
      Array.from({ length: to - from }, (_, at) => {
        onFace();
        return faceWriter.writeFace(from + at);
      }),
    );
    const item = writeBody(writer, body, shells);
    const main = mainMaterial(body, part.faces);
    styles.dress(item, materials[main]);
    for (const [at, { faces }] of body.shells.entries()) {
      for (const [place, number] of shells[at]!.entries()) {
        const material = part.faces.materials[faces[0] + place]!;
        if (material !== main) styles.dress(number, materials[material]);
      }
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
  const isFaceted = ({ closed, tangled, shells }: FacetBody): boolean =>
    closed && !tangled && shells.length === 1;
  if (bodies.every(isFaceted)) return 'FACETED_BREP_SHAPE_REPRESENTATION';
  return bodies.some(({ closed }) => closed)
    ? 'SHAPE_REPRESENTATION'
    : 'MANIFOLD_SURFACE_SHAPE_REPRESENTATION';
}

/**
 * ISO 10303-42 would have a solid that is both FACETED_BREP and BREP_WITH_VOIDS; OCCT reads that without its voids.
 *
 * @param shells the numbers of the faces of each shell
 */
function writeBody(
  writer: Part21Writer,
  { closed, tangled }: FacetBody,
  shells: readonly number[][],
): number {
  const [outer, ...cavities] = shells.map((faces) =>
    writer.addList(`${closed ? 'CLOSED' : 'OPEN'}_SHELL('',`, faces, ')'),
  );
  if (!closed) return writer.add(`SHELL_BASED_SURFACE_MODEL('',(#${outer}))`);
  if (cavities.length === 0)
    return writer.add(`${tangled ? 'MANIFOLD_SOLID' : 'FACETED'}_BREP('',#${outer})`);
  const voids = cavities.map((shell) => writer.add(`ORIENTED_CLOSED_SHELL('',*,#${shell},.T.)`));
  return writer.addList(`BREP_WITH_VOIDS('',#${outer},`, voids, ')');
}
