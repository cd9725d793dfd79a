import { open } from 'node:fs/promises';
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
import { bytesInMemory, bytesOfFile, type LayerBytes } from './layer/layer-bytes.ts';
import { readScene } from './scene/read-scene.ts';
import { Stage } from './scene/stage.ts';
import { type Assets, noAssets } from './stage/assets.ts';
import { type LoadedLayer, loadLayers } from './stage/load-layers.ts';

/** Reading the layers takes about this share of the time; their meshes take the rest. */
const LAYERS_SHARE = 0.3;

/**
 * Reads what a layer of Universal Scene Description shows, text or crate, with the layers that it refers to as far as
 * they came with it. Throws a Problem whose code begins with `input_`.
 */
export async function readUsd({ path, limits, siblings, onFraction }: MeshSource): Promise<MeshRead> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await readLayers(
      bytesOfFile(file.fd, 0, size),
      'model.usd',
      siblings ?? noAssets,
      limits,
      onFraction,
    );
  } finally {
    await file.close();
  }
}

/** The same for a package, whose first file is the layer. */
export const readUsdz = ({ path, limits, onFraction }: MeshSource): Promise<MeshRead> =>
  withArchive(path, limits.archive, async (archive) => {
    const [first] = archive.entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
    if (first === undefined) throw new Problem('input_no_geometry');
    const source = await openEntry(archive, first);
    return readLayers(source, basename(first.name), siblingsOf(archive, first), limits, onFraction);
  });

/** A layer that is stored is checked and then read where it lies: in memory it may be more than the model. */
async function openEntry(archive: Archive, entry: ArchiveEntry): Promise<LayerBytes> {
  if (entry.method !== 0) return bytesInMemory(await archive.read(entry));
  for await (const _ of archive.chunks(entry));
  const { fd, start } = await archive.locate(entry);
  return bytesOfFile(fd, start, entry.sizeBytes);
}

async function readLayers(
  source: LayerBytes,
  path: string,
  assets: Assets,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<MeshRead> {
  const maxElements = Math.max(limits.maxTriangles, limits.maxVertices) * 4;
  const layer = await loadLayers(source, path, assets, maxElements, within(onFraction, 0, LAYERS_SHARE));
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
