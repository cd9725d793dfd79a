import type { EngineJob } from '../../../domain/engine-port.ts';
import { METRES_PER_UNIT } from '../../../domain/report.ts';
import type { MeshModel, Primitive } from '../model.ts';
import type { MeshOptions, OnFraction } from '../read-result.ts';
import { mapPrimitives } from '../tools/map-primitives.ts';
import { inSteps, untold } from '../tools/shares.ts';
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
  onFraction: OnFraction = untold,
): Promise<MeshModel> {
  let edited = model;
  const nextStep = inSteps(countSteps(options), onFraction);
  if (options.select !== undefined) edited = selectParts(edited, options.select as string[], warnings);
  if (options.scale !== undefined) edited = scaleModel(edited, Number(options.scale));
  if (Number(options.weld_tolerance ?? 0) > 0) {
    const tolerance = Number(options.weld_tolerance) / (METRES_PER_UNIT[edited.unit] * 1000);
    const snap = (primitive: Primitive, onPiece: OnFraction) => snapPoints(primitive, tolerance, onPiece);
    edited = mapPrimitives(edited, snap, nextStep());
  }
  if (reduces(options)) {
    const { simplifyModel } = await import('./simplify-model.ts');
    const { model: welded } = weldModel(edited, nextStep());
    edited = await simplifyModel(welded, options, warnings, nextStep());
  }
  if (options.smooth_angle !== undefined) {
    const angle = (Number(options.smooth_angle) * Math.PI) / 180;
    const smooth = (primitive: Primitive, onPiece: OnFraction) => smoothNormals(primitive, angle, onPiece);
    edited = mapPrimitives(edited, smooth, nextStep());
  }
  if (options.parts === 'merge') edited = mergeParts(edited, modelName);
  if (options.texture_size !== undefined) {
    const { limitTextures } = await import('../textures/limit-textures.ts');
    edited = await limitTextures(edited, Number(options.texture_size), warnings, nextStep());
  }
  return edited;
}

/** Of those that take long: each has the same share. */
function countSteps(options: MeshOptions): number {
  const welds = Number(options.weld_tolerance ?? 0) > 0;
  const smooths = options.smooth_angle !== undefined;
  const scales = options.texture_size !== undefined;
  return Number(welds) + (reduces(options) ? 2 : 0) + Number(smooths) + Number(scales);
}

const reduces = (options: MeshOptions): boolean =>
  options.simplify_triangles !== undefined || Number(options.simplify_ratio ?? 1) < 1;
