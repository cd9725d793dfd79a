import type { EngineLimits } from '../../engine-module.ts';
import type { MeshModel } from '../model.ts';

export function writeFacetedStep(
  _model: MeshModel,
  _path: string,
  _modelName: string,
  _limits: EngineLimits,
  _onFraction?: (fraction: number) => void,
): Promise<{ warnings: string[] }> {
  throw new Error('to come within the hour');
}
