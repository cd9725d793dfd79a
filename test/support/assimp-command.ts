import { findAssimp } from '../../src/assimp.ts';

const found = findAssimp({ ASSIMP: 'auto', ASSIMP_PATH: process.env.ASSIMP_PATH ?? '' });

/** Absolute path of the assimp command; undefined where there is none. */
export const assimpCommand: string | undefined = 'program' in found ? found.program : undefined;

export const skipWithoutAssimp: string | false =
  assimpCommand !== undefined ? false : 'no assimp command (Debian: assimp-utils)';
