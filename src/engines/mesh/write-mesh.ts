import type { EngineJob } from '../../domain/engine-port.ts';
import type { EngineLimits } from '../engine-module.ts';
import type { MeshModel } from './model.ts';
import { writeObj } from './obj/write-obj.ts';
import { type PlyEncoding, writePly } from './ply/write-ply.ts';
import type { OnFraction } from './read-result.ts';
import { writeStl } from './stl/write-stl.ts';

/** Writes a prepared model to `job.targetPath` in the target format. */
export async function writeMesh(
  model: MeshModel,
  job: EngineJob,
  limits: EngineLimits,
  onFraction: OnFraction,
): Promise<{ warnings: string[] }> {
  const { targetFormat: format, targetPath: path, modelName, options } = job;
  switch (format) {
    case 'stl': {
      const encoding = options.encoding === 'ascii' ? 'ascii' : 'binary';
      writeStl(model, path, encoding, modelName, onFraction);
      return { warnings: [] };
    }
    case 'obj':
      writeObj(model, path, modelName, onFraction);
      return { warnings: [] };
    case 'ply':
      writePly(
        model,
        path,
        (options.encoding as PlyEncoding | undefined) ?? 'binary_little_endian',
        onFraction,
      );
      return { warnings: [] };
    case 'glb':
    case 'gltf': {
      const { writeGltf } = await import('./gltf/write-gltf.ts');
      await writeGltf(model, path, format, onFraction);
      return { warnings: [] };
    }
    case 'step': {
      const { writeFacetedStep } = await import('./step/write-step.ts');
      return writeFacetedStep(model, path, modelName, limits, onFraction);
    }
    default:
      throw new RangeError(`meshes are not written as ${format}`);
  }
}
