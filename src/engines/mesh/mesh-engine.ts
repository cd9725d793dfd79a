import { readFileSync } from 'node:fs';
import { isProblem } from '../../domain/problem.ts';
import { brokeDown } from '../broke-down.ts';
import type { EngineModule } from '../engine-module.ts';
import { ASSIMP_VARIABLE } from '../pool/child-command.ts';
import { createMeshEngine } from './create-mesh-engine.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const create = (assimp?: string): EngineModule =>
  createMeshEngine(
    'converto-mesh',
    version,
    () => Promise.all([import('./gltf/read-gltf.ts'), import('./gltf/write-gltf.ts')]),
    assimp,
  );

/**
 * Our own readers and writers: triangles to triangles, and to flat faces. The same format in and out normalises it.
 * @param assimp path of the assimp command, for what lies in archives; where it breaks down assimpjs reads that
 */
export function createOwnEngine(assimp: string | undefined): EngineModule {
  const plain = create();
  if (assimp === undefined) return plain;
  const withAssimp = create(assimp);
  const withFallback = async <T extends { warnings: readonly string[] }>(
    work: (engine: EngineModule) => Promise<T>,
  ): Promise<T> => {
    try {
      return await work(withAssimp);
    } catch (error) {
      if (!isProblem(error) || error.code !== 'engine_crashed') throw error;
      const done = await work(plain);
      return { ...done, warnings: [...done.warnings, brokeDown('assimp-cli', 'assimpjs')] };
    }
  };
  return {
    ...plain,
    convert: (job, limits, tell) => withFallback((engine) => engine.convert(job, limits, tell)),
    inspect: (job, limits, tell) => withFallback((engine) => engine.inspect!(job, limits, tell)),
  };
}

export const meshEngine = createOwnEngine(process.env[ASSIMP_VARIABLE]);
