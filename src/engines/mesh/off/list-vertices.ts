import type { Material, Primitive } from '../model.ts';
import { effectiveColours } from '../tools/colour.ts';
import { type Distinct, findDistinct } from '../tools/distinct.ts';
import { concatenated } from '../tools/vertex-arrays.ts';

/** What is written of a vertex beside its place. */
export interface OffLayout {
  normals: boolean;
  uvs: boolean;
  /** Colours stand at the vertices: some primitive has them there. */
  colours: boolean;
}

/** The vertices of all primitives of a part one after another; those that the file cannot tell apart have one number. */
export interface ListedVertices extends Distinct {
  /** For each primitive where its vertices begin. */
  starts: number[];
}

/** What is not written does not split a vertex, so that neighbours of different materials share theirs. */
export function listVertices(
  primitives: readonly Primitive[],
  layout: OffLayout,
  materials: readonly Material[],
): ListedVertices {
  let vertices = 0;
  const starts = primitives.map(({ positions }) => {
    const start = vertices;
    vertices += positions.length / 3;
    return start;
  });
  const columns = [{ array: concatenated(primitives.map(({ positions }) => positions)), width: 3 }];
  if (layout.normals)
    columns.push({ array: concatenated(primitives.map(({ normals }) => normals!)), width: 3 });
  if (layout.uvs) columns.push({ array: concatenated(primitives.map(({ uvs }) => uvs!)), width: 2 });
  if (layout.colours) {
    columns.push({
      array: concatenated(primitives.map((each) => effectiveColours(each, materials))),
      width: 4,
    });
  }
  return { starts, ...findDistinct(columns, vertices) };
}
