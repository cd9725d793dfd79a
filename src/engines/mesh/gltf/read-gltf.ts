import { open } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import type { Siblings } from '../mesh-source.ts';
import type { MeshModel } from '../model.ts';
import { checkAccessors } from './check-accessors.ts';
import { checkReferences, refuseExternalReferences } from './check-structure.ts';
import { posesOf } from './default-pose.ts';
import { checkDraco } from './draco-primitives.ts';
import { listIgnoredExtensions, refuseUnreadableExtensions } from './extensions.ts';
import type { GltfJson } from './gltf-json.ts';
import { LossTally } from './loss-tally.ts';
import { checkMeshoptViews } from './meshopt-views.ts';
import { checkBuffers, readBuffers } from './read-buffers.ts';
import { type Container, readGlbContainer, readGltfContainer } from './read-container.ts';
import { imageReader } from './read-images.ts';
import { readMaterials } from './read-materials.ts';
import { planMeshes, readMeshes } from './read-meshes.ts';
import { readNodes, type SceneNodes } from './read-nodes.ts';

export interface GltfReading {
  /** In metres, Y-up, as the format says. */
  model: MeshModel;
  warnings: string[];
  lost: Loss[];
}

/** Reading the bytes takes about this share of the time; decoding them takes the rest. */
const BYTES_SHARE = 0.6;

/**
 * Reads the default scene of a glTF 2.0 file (https://registry.khronos.org/glTF/specs/2.0/), compressed or not. Every
 * length, index and count is checked before anything of that size is read or allocated; nothing but `path` is opened,
 * and files beside it are read through `siblings` only.
 *
 * Throws a Problem: `input_truncated`, `input_malformed`, `input_version_unsupported`, `input_feature_unsupported`,
 * `input_external_reference`, `input_no_geometry` or `input_limit_exceeded`.
 */
export async function readGltf(
  path: string,
  format: 'glb' | 'gltf',
  limits: EngineLimits,
  onFraction?: (fraction: number) => void,
  siblings?: Siblings,
): Promise<GltfReading> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const container =
      format === 'glb' ? await readGlbContainer(file, size) : await readGltfContainer(file, size);
    const { json } = container;
    if (siblings === undefined) refuseExternalReferences(json);
    checkContainer(container, limits);
    const scene = readNodes(json);
    const lost = new LossTally();
    const plan = planMeshes(json, scene.nodes, limits, lost, posesOf(json, scene));
    if (plan.meshes.length === 0) throw new Problem('input_no_geometry');

    const bytesOfView = await readBuffers(file, container, siblings, (part) =>
      onFraction?.(part * BYTES_SHARE),
    );
    const readImage = imageReader(container, bytesOfView, siblings, lost);
    const { materials, images, uvMaps } = await readMaterials(json, readImage, lost);
    const meshes = await readMeshes({ json, bytesOfView, lost }, plan, uvMaps, (part) =>
      onFraction?.(BYTES_SHARE + part * (1 - BYTES_SHARE)),
    );
    if (!meshes.some(({ primitives }) => primitives.some(({ indices }) => indices.length > 0))) {
      throw new Problem('input_no_geometry');
    }
    const nodes = scene.nodes.map(({ mesh, ...node }, index) => {
      const place = mesh === undefined ? undefined : (plan.posed.get(index) ?? plan.places.get(mesh));
      return place === undefined ? node : { ...node, mesh: place };
    });
    noteIgnored(json, scene, lost);
    return {
      model: { unit: 'm', upAxis: 'y', unitKnown: true, nodes, meshes, materials, images },
      warnings: [...scene.warnings],
      lost: lost.list(),
    };
  } finally {
    await file.close();
  }
}

function checkContainer(container: Container, limits: EngineLimits): void {
  const { json } = container;
  refuseUnreadableExtensions(json);
  checkReferences(json);
  checkMeshoptViews(json, limits);
  checkBuffers(container);
  checkAccessors(json);
  checkDraco(json);
}

function noteIgnored(json: GltfJson, scene: SceneNodes, lost: LossTally): void {
  const kept = scene.indices.map((index) => json.nodes![index]!);
  const skinned = kept.filter(({ skin, mesh }) => skin !== undefined && mesh !== undefined).length;
  lost.add('skins', skinned, 'Skinned meshes stand in the pose of the file and can no longer be moved.');
  lost.add('animations', json.animations?.length ?? 0, 'The model is converted as it stands without them.');
  const cameras = kept.filter(({ camera }) => camera !== undefined).length;
  lost.add('cameras', cameras, 'Only geometry and its appearance are converted.');
  const lights = kept.filter(({ extensions }) => extensions?.KHR_lights_punctual !== undefined).length;
  lost.add('lights', lights, 'Only geometry and its appearance are converted.');
  const ignored = listIgnoredExtensions(json);
  lost.add('extensions', ignored.length, `Not read here: ${ignored.slice(0, 10).join(', ')}.`);
}
