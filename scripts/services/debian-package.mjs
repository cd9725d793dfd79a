import { spawnSync } from 'node:child_process';

/** Installs a package of Debian without starting its services; throws with a sentence where that cannot be done. */
export function installDebianPackage(name) {
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (!mayInstall) throw new Error(`it is missing: apt-get install ${name}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }; // no service is started
  const install = ['install', '-y', '--no-install-recommends', name];
  if (spawnSync('apt-get', install, { env }).status === 0) return;
  spawnSync('apt-get', ['update'], { env });
  const { status, stderr } = spawnSync('apt-get', install, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`it is missing and could not be installed: ${stderr}`);
}
