import type { MeshModel } from '../model.ts';

export function writeGltf(
  _model: MeshModel,
  _path: string,
  _format: 'glb' | 'gltf',
  _onFraction?: (fraction: number) => void,
): Promise<void> {
  throw new Error('to come within the hour');
}
