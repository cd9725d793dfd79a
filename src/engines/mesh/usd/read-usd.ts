import { constants } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type Archive, type ArchiveEntry, withArchive } from '../archive/open-archive.ts';
import { siblingsOf } from '../archive/siblings.ts';
import type { MeshSource } from '../mesh-source.ts';
import type { MeshRead, OnFraction } from '../read-result.ts';
import { untold, within } from '../tools/shares.ts';
import { frameOf } from './frame-of-layer.ts';
import type { PrimSpec } from './layer/layer.ts';
import { readScene } from './scene/read-scene.ts';
import { Stage } from './scene/stage.ts';
import { type Assets, noAssets } from './stage/assets.ts';
import { asBuffer, type LoadedLayer, loadLayers } from './stage/load-layers.ts';

/** Reading the layers takes about this share of the time; their meshes take the rest. */
const LAYERS_SHARE = 0.3;

/**
 * Reads what a layer of Universal Scene Description shows, text or crate, with the layers that it refers to as far as
 * they came with it. Throws a Problem whose code begins with `input_`.
 */
export async function readUsd({ path, limits, siblings, onFraction }: MeshSource): Promise<MeshRead> {
  const file = await open(path, 'r');
  let bytes: Buffer;
  try {
    const { size } = await file.stat();
    if (size > constants.MAX_LENGTH) throw new Problem('input_limit_exceeded');
    bytes = await file.readFile();
  } finally {
    await file.close();
  }
  return readLayers(bytes, 'model.usd', siblings ?? noAssets, limits, onFraction);
}

/** The same for a package, whose first file is the layer. */
export const readUsdz = ({ path, limits, onFraction }: MeshSource): Promise<MeshRead> =>
  withArchive(path, limits.archive, async (archive) => {
    const [first] = archive.entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
    if (first === undefined) throw new Problem('input_no_geometry');
    const { size } = await stat(path);
    const bytes = await readWhole(archive, first, size);
    return readLayers(bytes, basename(first.name), siblingsOf(archive, first), limits, onFraction);
  });

/** A layer that is stored is read to where it stays: it may be most of what a model needs in memory. */
async function readWhole(archive: Archive, entry: ArchiveEntry, size: number): Promise<Buffer> {
  const isStored = entry.method === 0 && entry.sizeBytes <= size;
  if (!isStored || entry.sizeBytes > constants.MAX_LENGTH) return asBuffer(await archive.read(entry));
  const bytes = Buffer.allocUnsafeSlow(entry.sizeBytes);
  let at = 0;
  for await (const chunk of archive.chunks(entry)) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.subarray(0, at);
}

async function readLayers(
  bytes: Buffer,
  path: string,
  assets: Assets,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<MeshRead> {
  const maxElements = Math.max(limits.maxTriangles, limits.maxVertices) * 4;
  const layer = await loadLayers(bytes, path, assets, maxElements, within(onFraction, 0, LAYERS_SHARE));
  onFraction(LAYERS_SHARE);
  const expected = countMeshes(layer);
  let done = 0;
  const onMeshes = within(onFraction, LAYERS_SHARE, 1);
  const onMesh: OnFraction = (fraction) => {
    onMeshes(Math.min(1, (done + fraction) / expected));
    if (fraction === 1) done += 1;
  };
  const { warnings, lost, ...scene } = await readScene(new Stage(layer), assets, limits, onMesh);
  if (scene.meshes.length === 0) {
    const isElsewhere = lost.some(({ what }) => what === 'references to other files');
    throw new Problem(isElsewhere ? 'input_external_reference' : 'input_no_geometry');
  }
  const frame = frameOf(layer.layer, scene.nodes);
  onFraction(1);
  return { model: { ...scene, ...frame.model }, warnings: [...frame.warnings, ...warnings], lost };
}

/** In all layers, whether they are shown or not. */
function countMeshes(root: LoadedLayer): number {
  let count = 0;
  const seen = new Set([root]);
  for (const { layer, others } of seen) {
    for (const other of others.values()) if (other) seen.add(other);
    const waiting: PrimSpec[] = [layer.root];
    for (let prim = waiting.pop(); prim !== undefined; prim = waiting.pop()) {
      if (prim.typeName === 'Mesh') count += 1;
      for (const child of prim.children.values()) waiting.push(child);
    }
  }
  return Math.max(1, count);
}
