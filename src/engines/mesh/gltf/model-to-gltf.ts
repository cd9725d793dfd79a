import { Problem } from '../../../domain/problem.ts';
import type { Mesh, MeshModel, MeshNode } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { countCorners } from '../tools/map-primitives.ts';
import { bySizes, untold, within } from '../tools/shares.ts';
import { BufferLayout, type Piece } from './buffer-layout.ts';
import type { GltfJson, GltfNode } from './gltf-json.ts';
import { type Grid, gridOf, nodesOnGrids } from './grid.ts';
import { transformOf } from './node-transform.ts';
import type { PrimitiveLayout } from './primitive-layouts.ts';
import { extensionsOfMaterials, MaterialWriter } from './write-materials.ts';

export interface GltfDraft {
  /** Complete but for the `uri` of its first buffer. */
  json: GltfJson;
  /** The bytes of that buffer, in order. */
  pieces: Piece[];
  byteLength: number;
}

/** Laying out the primitives, which Draco compresses then; the rest is what compresses whole views. */
const LAID_OUT = 0.7;

/** @param model in metres, Y-up, with at least one triangle in a mesh that a node shows */
export function modelToGltf(
  model: MeshModel,
  primitives: PrimitiveLayout,
  onFraction: OnFraction = untold,
): GltfDraft {
  const layout = new BufferLayout();
  const writer = new MaterialWriter(model, layout);
  const meshes: GltfJson['meshes'] = [];
  const places = new Map<number, number>();
  const grids: Grid[] = [];
  const laidOut = primitives.encodeView ? LAID_OUT : 1;
  const nextPiece = bySizes(countCorners(model), within(onFraction, 0, laidOut));
  for (const { mesh } of model.nodes) {
    if (mesh === undefined || places.has(mesh)) continue;
    const grid = (): Grid => (grids[mesh] ??= gridOf(model.meshes[mesh]!));
    const written = writeMesh(model.meshes[mesh]!, { layout, writer, primitives, grid, nextPiece });
    if (written) places.set(mesh, meshes.push(written) - 1);
  }
  if (meshes.length === 0)
    throw new Problem('output_invalid', { detail: 'The model has no triangle to write.' });
  const { accessors, bufferViews, blobViews, pieces, byteLength, fallbackBytes } = layout.finish(
    primitives.encodeView,
    within(onFraction, laidOut, 1),
  );
  primitives.finish?.(blobViews);
  const extensionsUsed = [...primitives.extensions, ...extensionsOfMaterials(writer.materials)];
  const json: GltfJson = {
    asset: { version: '2.0', generator: 'converto' },
    ...(extensionsUsed.length > 0 && { extensionsUsed }),
    ...(primitives.extensions.length > 0 && { extensionsRequired: primitives.extensions }),
    scene: 0,
    scenes: [{ nodes: [...model.nodes.keys()].filter((index) => model.nodes[index]!.parent === undefined) }],
    nodes: writeNodes(primitives.onGrid ? nodesOnGrids(model.nodes, grids) : model.nodes, places),
    meshes,
    ...(writer.materials.length > 0 && { materials: writer.materials }),
    ...writer.images(blobViews),
    accessors,
    bufferViews,
    buffers: [{ byteLength }, ...(primitives.moreBuffers?.(fallbackBytes) ?? [])],
  };
  return { json, pieces, byteLength };
}

interface MeshWriting {
  layout: BufferLayout;
  writer: MaterialWriter;
  primitives: PrimitiveLayout;
  grid: () => Grid;
  nextPiece: (size: number) => OnFraction;
}

function writeMesh(mesh: Mesh, { layout, writer, primitives, grid, nextPiece }: MeshWriting) {
  const written = mesh.primitives
    .filter(({ indices }) => indices.length > 0)
    .map((primitive) => {
      const onPiece = nextPiece(primitive.indices.length);
      const laidOut = primitives.layOut(layout, primitive, grid);
      onPiece(1);
      if (primitive.material === undefined) return laidOut;
      return { ...laidOut, material: writer.place(primitive.material, primitive) };
    });
  if (written.length === 0) return undefined;
  return { ...(mesh.name !== undefined && { name: mesh.name }), primitives: written };
}

function writeNodes(nodes: readonly MeshNode[], places: ReadonlyMap<number, number>): GltfNode[] {
  const written: GltfNode[] = nodes.map(({ name, matrix, mesh }) => {
    const place = mesh === undefined ? undefined : places.get(mesh);
    return {
      ...(name !== undefined && { name }),
      ...(matrix && transformOf(matrix)),
      ...(place !== undefined && { mesh: place }),
    };
  });
  for (const [index, { parent }] of nodes.entries()) {
    if (parent === undefined) continue;
    const children = (written[parent]!.children ??= []);
    children.push(index);
  }
  return written;
}
