import type { EngineJob } from '../../../domain/engine-port.ts';
import { METRES_PER_UNIT } from '../../../domain/report.ts';
import type { MeshModel } from '../model.ts';
import { mapPrimitives } from '../tools/map-primitives.ts';
import { weldModel } from '../tools/weld.ts';
import { mergeParts } from './merge-parts.ts';
import { scaleModel } from './scale-model.ts';
import { selectParts } from './select-parts.ts';
import { smoothNormals } from './smooth-normals.ts';
import { snapPoints } from './snap-points.ts';

/**
 * Does what the options of edit-options.ts ask for, in this order: select, scale, weld, simplify, smooth,
 * merge, scale textures.
 * The given model where they ask for nothing. Sentences about it are added to `warnings`.
 * Throws `selection_empty`.
 */
export async function editModel(
  model: MeshModel,
  { options, modelName }: Pick<EngineJob, 'options' | 'modelName'>,
  warnings: string[],
): Promise<MeshModel> {
  let edited = model;
  if (options.select !== undefined) edited = selectParts(edited, options.select as string[], warnings);
  if (options.scale !== undefined) edited = scaleModel(edited, Number(options.scale));
  if (Number(options.weld_tolerance ?? 0) > 0) {
    const tolerance = Number(options.weld_tolerance) / (METRES_PER_UNIT[edited.unit] * 1000);
    edited = mapPrimitives(edited, (primitive) => snapPoints(primitive, tolerance));
  }
  const reduces = options.simplify_triangles !== undefined || Number(options.simplify_ratio ?? 1) < 1;
  if (reduces) {
    const { simplifyModel } = await import('./simplify-model.ts');
    edited = await simplifyModel(weldModel(edited).model, options, warnings);
  }
  if (options.smooth_angle !== undefined) {
    const angle = (Number(options.smooth_angle) * Math.PI) / 180;
    edited = mapPrimitives(edited, (primitive) => smoothNormals(primitive, angle));
  }
  if (options.parts === 'merge') edited = mergeParts(edited, modelName);
  if (options.texture_size !== undefined) {
    const { limitTextures } = await import('../textures/limit-textures.ts');
    edited = await limitTextures(edited, Number(options.texture_size), warnings);
  }
  return edited;
}
