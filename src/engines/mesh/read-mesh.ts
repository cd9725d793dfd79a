import type { FormatId } from '../../domain/formats.ts';
import type { EngineLimits } from '../engine-module.ts';
import type { MeshOptions, MeshRead, OnFraction } from './read-result.ts';

/** What a reader gets; it reads nothing else. */
export interface MeshSource {
  path: string;
  /** Validated against the schema of the pair. */
  options: MeshOptions;
  limits: EngineLimits;
  onFraction?: OnFraction;
  /** What was uploaded with the model; absent where the model came alone. */
  siblings?: Siblings;
}

/** The files that lie in the same archive as the model. */
export interface Siblings {
  /**
   * @param reference as it stands in the model: relative, with either slash, perhaps percent-encoded
   * @returns undefined where the archive has no such file; never anything from outside of it
   */
  read(reference: string): Promise<Uint8Array | undefined>;
}

/**
 * Reads a mesh file into a model in the file's own unit and frame. Throws a Problem of kind conversion_failed whose
 * code begins with `input_`.
 */
export type MeshReader = (source: MeshSource) => Promise<MeshRead>;

/** One line for each format that holds a mesh; nothing is loaded before it is needed. */
const READERS: Partial<Record<FormatId, () => Promise<MeshReader>>> = {
  stl: async () => {
    const { readStl } = await import('./stl/read-stl.ts');
    return ({ path, options, limits, onFraction }) => readStl(path, options, limits, onFraction);
  },
  obj: async () => {
    const { readObj } = await import('./obj/read-obj.ts');
    return ({ path, options, limits, onFraction }) => readObj(path, options, limits, onFraction);
  },
  ply: async () => {
    const { readPly } = await import('./ply/read-ply.ts');
    return ({ path, options, limits, onFraction }) => readPly(path, options, limits, onFraction);
  },
  off: async () => {
    const { readOff } = await import('./off/read-off.ts');
    return ({ path, options, limits, onFraction }) => readOff(path, options, limits, onFraction);
  },
  glb: async () => {
    const { readGltf } = await import('./gltf/read-gltf.ts');
    return ({ path, limits, onFraction }) => readGltf(path, 'glb', limits, onFraction);
  },
  gltf: async () => {
    const { readGltf } = await import('./gltf/read-gltf.ts');
    return ({ path, limits, onFraction }) => readGltf(path, 'gltf', limits, onFraction);
  },
  dae: async () => (await import('./assimp/read-dae.ts')).readDae,
  fbx: async () => (await import('./assimp/read-fbx.ts')).readFbx,
  '3ds': async () => (await import('./assimp/read-3ds.ts')).read3ds,
};

/** Reads a file of a format that has a reader here. */
export async function readMesh(format: FormatId, source: MeshSource): Promise<MeshRead> {
  const load = READERS[format];
  if (load === undefined) throw new RangeError(`${format} files hold no mesh that is read here`);
  return (await load())(source);
}
