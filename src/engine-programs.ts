import { findAssimp } from './assimp.ts';
import type { Config } from './config.ts';
import { findNativeCad } from './native-cad.ts';

type Settings = Pick<Config, 'STORAGE_DIR' | 'NATIVE_CAD' | 'NATIVE_CAD_PYTHON' | 'ASSIMP' | 'ASSIMP_PATH'>;

/** What is there, by the configuration. Whether it works only a try can tell. */
export function findPrograms(settings: Settings): { nativePython?: string; assimp?: string } {
  const native = findNativeCad(settings);
  const assimp = findAssimp(settings);
  return {
    ...('python' in native && { nativePython: native.python }),
    ...('program' in assimp && { assimp: assimp.program }),
  };
}
