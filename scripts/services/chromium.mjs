import { existsSync } from 'node:fs';
import { installDebianPackage } from './debian-package.mjs';

const PROGRAM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Installs Chromium where it is missing; tests of the page start their own, and are not skipped then. */
export async function findChromium() {
  if (!existsSync(PROGRAM)) installDebianPackage('chromium');
  return { env: { REQUIRE_CHROMIUM: '1' }, async stop() {} };
}
