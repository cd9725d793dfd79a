import type { EngineLimits } from '../../engine-module.ts';
import {
  countItems,
  FACETED,
  type FacetModel,
  type FacetPart,
  facetModel,
  TELL_EVERY,
} from '../facets/facet-model.ts';
import { productTree } from '../facets/product-tree.ts';
import { straightEdge } from '../facets/straight-edges.ts';
import { type FileWriter, writeThrough } from '../io/file-writer.ts';
import type { MeshModel } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { counting, untold, within } from '../tools/shares.ts';
import { countShapes, ShapeWriter } from './write-shapes.ts';

/**
 * Writes a model that is Z-up in OpenCASCADE's text format (version 1 of BRepTools_ShapeSet: planes,
 * lines, and the shapes from vertices to compounds): every closed connected body becomes a solid with its cavities,
 * every open one a shell. The node tree becomes nested compounds, positions are in the frame of the whole model. The
 * format has no names, colours or units. The same model gives the same bytes. Throws as `facetModel` does.
 *
 * @param merge neighbours in one plane become one face
 */
export async function writeFacetedBrep(
  model: MeshModel,
  path: string,
  merge: boolean,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<{ warnings: string[] }> {
  const facets = facetModel(model, { target: 'brep', merge }, limits, within(onFraction, 0, FACETED));
  const onWritten = within(onFraction, FACETED, 1);
  const root = productTree(model, 'model', (node) => facets.parts.has(node));
  // Their lines and planes first, then the shapes on them.
  const onItem = counting(2 * countItems(facets), onWritten, TELL_EVERY);
  writeThrough(path, limits, (file) => {
    file.text('DBRep_DrawableShape\n\nCASCADE Topology V1, (c) Matra-Datavision\nLocations 0\nCurve2ds 0\n');
    writeLines(file, facets, onItem);
    file.text('Polygon3D 0\nPolygonOnTriangulations 0\n');
    writePlanes(file, facets, onItem);
    file.text('Triangulations 0\n');
    const shapes = new ShapeWriter(file, countShapes(facets, root), onItem);
    let curves = 0;
    let surfaces = 0;
    for (const [node, part] of facets.parts) {
      shapes.writePart(node, part, curves, surfaces);
      curves += part.faces.edges.count;
      surfaces += part.faces.count;
    }
    shapes.writeRoot(root);
  });
  onFraction(1);
  return { warnings: facets.warnings };
}

function writeLines(file: FileWriter, { parts }: FacetModel, onItem: () => void): void {
  let count = 0;
  for (const { faces } of parts.values()) count += faces.edges.count;
  file.text(`Curves ${count}\n`);
  for (const part of parts.values()) {
    for (let edge = 0; edge < part.faces.edges.count; edge++) {
      const { from, direction } = straightEdge(part, edge);
      file.text('1 ');
      writePoint(file, part, from);
      writeVector(file, ...direction);
      file.text('\n');
      onItem();
    }
  }
}

function writePlanes(file: FileWriter, { parts, faces: count }: FacetModel, onItem: () => void): void {
  file.text(`Surfaces ${count}\n`);
  for (const part of parts.values()) {
    const { normals, origins } = part.faces;
    for (let face = 0; face < part.faces.count; face++) {
      const [x, y, z] = [normals[3 * face]!, normals[3 * face + 1]!, normals[3 * face + 2]!];
      const [ux, uy, uz] = perpendicular(x, y, z);
      file.text('1 ');
      writePoint(file, part, origins[face]!);
      writeVector(file, x, y, z);
      writeVector(file, ux, uy, uz);
      writeVector(file, y * uz - z * uy, z * ux - x * uz, x * uy - y * ux);
      file.text('\n');
      onItem();
    }
  }
}

/** A unit vector at a right angle to a unit vector: away from the axis that this one is nearest to. */
function perpendicular(x: number, y: number, z: number): [number, number, number] {
  if (Math.abs(x) <= Math.abs(y) && Math.abs(x) <= Math.abs(z)) {
    const length = Math.hypot(y, z);
    return [0, -z / length, y / length];
  }
  const length = Math.hypot(x, Math.abs(y) <= Math.abs(z) ? z : y);
  return Math.abs(y) <= Math.abs(z) ? [z / length, 0, -x / length] : [-y / length, x / length, 0];
}

function writePoint(file: FileWriter, { points }: FacetPart, point: number): void {
  for (let axis = 0; axis < 3; axis++) {
    file.number(points[3 * point + axis]!, false);
    file.byte(32);
  }
}

function writeVector(file: FileWriter, ...vector: readonly [number, number, number]): void {
  for (const value of vector) {
    file.number(value, false);
    file.byte(32);
  }
}
