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
  /** Reads what assimp reads; absent: assimpjs does. */
  assimp?: AssimpCommand;
}

/** The assimp command of this machine. */
export interface AssimpCommand {
  /** Absolute path. */
  program: string;
  /** The file that is being written, beside which the command may work. */
  besidePath: string;
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
