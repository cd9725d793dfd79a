import { findAssimp } from '../../src/assimp.ts';

const found = findAssimp({ ASSIMP: 'auto', ASSIMP_PATH: process.env.ASSIMP_PATH ?? '' });

/** Absolute path of the assimp command; undefined where there is none. */
export const assimpCommand: string | undefined = 'program' in found ? found.program : undefined;

if (process.env.REQUIRE_ASSIMP === '1' && assimpCommand === undefined) {
  throw new Error(`REQUIRE_ASSIMP is set, and there is none that works: ${JSON.stringify(found)}`);
}

export const skipWithoutAssimp: string | false =
  assimpCommand !== undefined ? false : 'no assimp command (Debian: assimp-utils)';
