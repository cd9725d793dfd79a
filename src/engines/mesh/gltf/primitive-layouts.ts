import type { Primitive } from '../model.ts';
import type { BufferLayout, EncodeView } from './buffer-layout.ts';
import type { Compression } from './compression.ts';
import { openDracoEncoder } from './draco-encoder.ts';
import type { GltfJson, GltfPrimitive } from './gltf-json.ts';
import type { Grid } from './grid.ts';
import { MESHOPT, openMeshoptEncoder } from './meshopt-encoder.ts';
import { DRACO, type DracoBlob, layOutDraco } from './write-draco.ts';
import { layOutQuantised } from './write-quantised.ts';
import { layOutPrimitive } from './write-vertices.ts';

/** How the primitives of a file are laid out. */
export interface PrimitiveLayout {
  /** Required of who reads the file. */
  extensions: string[];
  /** True where positions are steps of the grid of their mesh, and its nodes say where that lies. */
  onGrid: boolean;
  layOut(layout: BufferLayout, primitive: Primitive, grid: () => Grid): GltfPrimitive;
  encodeView?: EncodeView;
  /** Says what could not be known before the layout was finished. */
  finish?(blobViews: readonly number[]): void;
  /** Beside the first, which holds everything. */
  moreBuffers?(fallbackBytes: number): NonNullable<GltfJson['buffers']>;
}

const QUANTISATION = 'KHR_mesh_quantization';

/** Loads what the compression needs. */
export async function openPrimitiveLayout(compression: Compression): Promise<PrimitiveLayout> {
  if (compression === 'draco') return dracoLayout();
  if (compression === 'meshopt') return meshoptLayout();
  if (compression === 'none') return { extensions: [], onGrid: false, layOut: layOutPrimitive };
  return {
    extensions: [QUANTISATION],
    onGrid: true,
    layOut: (layout, primitive, grid) => layOutQuantised(layout, primitive, grid()),
  };
}

async function dracoLayout(): Promise<PrimitiveLayout> {
  const encode = await openDracoEncoder();
  const blobs: DracoBlob[] = [];
  return {
    extensions: [DRACO],
    onGrid: false,
    layOut(layout, primitive, grid) {
      const { written, blob } = layOutDraco(layout, primitive, grid(), encode);
      blobs.push(blob);
      return written;
    },
    finish(blobViews) {
      for (const { blob, extension } of blobs) extension.bufferView = blobViews[blob]!;
    },
  };
}

async function meshoptLayout(): Promise<PrimitiveLayout> {
  const { encodeView, packNormals, reorder } = await openMeshoptEncoder();
  return {
    extensions: [MESHOPT, QUANTISATION],
    onGrid: true,
    layOut: (layout, primitive, grid) => layOutQuantised(layout, reorder(primitive), grid(), packNormals),
    encodeView,
    moreBuffers: (byteLength) => [{ byteLength, extensions: { [MESHOPT]: { fallback: true } } }],
  };
}
