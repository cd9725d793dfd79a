import { spawnSync } from 'node:child_process';
import { installDebianPackage } from './debian-package.mjs';

/** Installs the assimp command where it is missing; its tests start their own processes, and are not skipped then. */
export async function findAssimp() {
  const program = process.env.ASSIMP_PATH || 'assimp';
  if (spawnSync(program, ['version']).error !== undefined) installDebianPackage('assimp-utils');
  return { env: { REQUIRE_ASSIMP: '1' }, async stop() {} };
}
