import type { FormatId } from '../../domain/formats.ts';
import type { EngineLimits } from '../engine-module.ts';
import { readObj } from './obj/read-obj.ts';
import { readPly } from './ply/read-ply.ts';
import type { MeshOptions, MeshRead, OnFraction } from './read-result.ts';
import { readStl } from './stl/read-stl.ts';

/**
 * Reads a mesh file into a model in the file's own unit and frame. Throws a Problem of kind conversion_failed whose
 * code begins with `input_`.
 */
export async function readMesh(
  path: string,
  format: FormatId,
  options: MeshOptions,
  limits: EngineLimits,
  onFraction?: OnFraction,
): Promise<MeshRead> {
  switch (format) {
    case 'stl':
      return readStl(path, options, limits, onFraction);
    case 'obj':
      return readObj(path, options, limits, onFraction);
    case 'ply':
      return readPly(path, options, limits, onFraction);
    case 'glb':
    case 'gltf': {
      const { readGltf } = await import('./gltf/read-gltf.ts');
      return readGltf(path, format, limits, onFraction);
    }
    default:
      throw new RangeError(`${format} files hold no mesh`);
  }
}
