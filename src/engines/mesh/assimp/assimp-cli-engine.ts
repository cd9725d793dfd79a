import { Problem } from '../../../domain/problem.ts';
import type { EngineModule } from '../../engine-module.ts';
import { ASSIMP_VARIABLE } from '../../pool/child-command.ts';
import { createMeshEngine } from '../create-mesh-engine.ts';
import { proveAssimp } from './prove-assimp.ts';

/** The formats of assimpjs by the assimp command of this machine. It is proven before it converts. */
export function createAssimpCliEngine(program: () => string | undefined): EngineModule {
  let opening: Promise<EngineModule> | undefined;
  let version = 'unknown';
  const open = async (): Promise<EngineModule> => {
    const path = program();
    if (path === undefined) {
      throw new Problem('engine_unavailable', { detail: 'The assimp command is not installed here.' });
    }
    version = await proveAssimp(path);
    return createMeshEngine('assimp-cli', version, async () => {}, path);
  };
  const opened = () => {
    opening ??= open();
    return opening;
  };
  return {
    name: 'assimp-cli',
    get version() {
      return version;
    },
    warm: async () => void (await opened()),
    convert: async (job, limits, tell) => (await opened()).convert(job, limits, tell),
    inspect: async (job, limits, tell) => (await opened()).inspect!(job, limits, tell),
  };
}

export const assimpCliEngine = createAssimpCliEngine(() => process.env[ASSIMP_VARIABLE]);
