import { spawnSync } from 'node:child_process';
import { installDebianPackage } from './debian-package.mjs';

/** Installs bubblewrap where it is missing. Whether the kernel lets it work is for its test to see. */
export async function findBubblewrap() {
  if (spawnSync('bwrap', ['--version']).status !== 0) installDebianPackage('bubblewrap');
  return { env: {}, async stop() {} };
}
