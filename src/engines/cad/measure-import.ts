import { METRES_PER_UNIT, type Measures } from '../../domain/report.ts';
import type { MeshModel } from '../mesh/model.ts';
import type { CadFacts } from './cad-facts.ts';
import type { ImportedMesh } from './load-occt-import.ts';
import type { CadFormat } from './read-cad.ts';

/** The source as far as its triangles and the look at the file tell; area and volume only an exact engine knows. */
export function measureImport(
  meshes: readonly ImportedMesh[],
  facts: CadFacts,
  { unit, upAxis, nodes }: MeshModel,
  format: CadFormat,
): Measures {
  const faces = meshes.flatMap((mesh) => mesh.brep_faces);
  const colours = new Set<string>();
  for (const mesh of meshes) {
    for (const face of mesh.brep_faces) {
      const colour = face.color ?? mesh.color;
      if (colour !== undefined) colours.add(colour.join(' '));
    }
  }
  const bodies =
    facts.solids ?? (facts.allSolid === undefined ? undefined : facts.allSolid ? meshes.length : 0);
  return {
    format,
    parts: nodes.filter(({ mesh }) => mesh !== undefined).length,
    ...(bodies === undefined ? {} : { bodies }),
    faces: faces.length,
    bounds: boundsOf(meshes, METRES_PER_UNIT[facts.unit] / METRES_PER_UNIT[unit]),
    unit: facts.unit,
    upAxis,
    colours: colours.size,
  };
}

function boundsOf(meshes: readonly ImportedMesh[], perUnit: number): NonNullable<Measures['bounds']> {
  const min: [number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  const max: [number, number, number] = [
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const { attributes } of meshes) {
    const { array } = attributes.position;
    for (let at = 0; at < array.length; at += 3) {
      for (let axis = 0; axis < 3; axis += 1) {
        const value = array[at + axis]! / perUnit;
        if (value < min[axis]!) min[axis] = value;
        if (value > max[axis]!) max[axis] = value;
      }
    }
  }
  return { min, max };
}
