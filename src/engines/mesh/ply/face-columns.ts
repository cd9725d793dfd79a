import type { PlyElement, PlyProperty } from './ply-header.ts';
import { findColourColumns } from './vertex-columns.ts';

/** Where the values of a face are in a row of its element. */
export interface FaceColumns {
  /** The list of vertices. */
  corners: PlyProperty | undefined;
  /** Red, green, blue and, where the file has it, alpha; none or all of them. */
  colour: PlyProperty[];
  /** A list of u and v for each corner, as MeshLab writes it; read where it stands behind the list of vertices. */
  uvs: PlyProperty | undefined;
  /** Names of the properties that are none of these. */
  unknown: string[];
}

export function findFaceColumns({ properties }: PlyElement): FaceColumns {
  const corners = cornerList(properties);
  const colour = findColourColumns(properties).map(({ index }) => properties[index]!);
  const uvs = properties.find(
    (each) =>
      each.name === 'texcoord' &&
      each.countType !== undefined &&
      corners !== undefined &&
      properties.indexOf(each) > properties.indexOf(corners),
  );
  const known = new Set([corners, uvs, ...colour]);
  return {
    corners,
    colour,
    uvs,
    unknown: properties.filter((each) => !known.has(each)).map(({ name }) => name),
  };
}

export const cornerList = (properties: readonly PlyProperty[]): PlyProperty | undefined =>
  properties.find(
    ({ name, countType }) =>
      countType !== undefined && (name === 'vertex_indices' || name === 'vertex_index'),
  );
