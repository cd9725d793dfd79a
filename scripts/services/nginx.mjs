import { existsSync } from 'node:fs';
import { installDebianPackage } from './debian-package.mjs';

const PROGRAM = '/usr/sbin/nginx';

/** Installs nginx where it is missing; tests start their own. */
export async function findNginx() {
  if (!existsSync(PROGRAM)) installDebianPackage('nginx-light');
  return { env: { NGINX_TEST_PROGRAM: PROGRAM }, async stop() {} };
}
