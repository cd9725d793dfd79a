import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const SYSTEM = ['usr', 'bin', 'lib', 'lib64', 'etc', 'dev', 'proc'];
const NODE = '/opt/node';

const isolate = (script) => ['--mount', '--propagation', 'private', 'sh', '-euc', script];

/** Whether this user of this machine may make a root of its own. */
export const canIsolate = () =>
  spawnSync('unshare', isolate('mount -t tmpfs none /mnt && chroot --version')).status === 0;

/**
 * How to start a program as a container of an image would: the folder is its root and read-only, the volumes are
 * empty and belong to the user, the system and Node are this machine's. The program keeps the process id.
 * @param {{ folder: string, user: string, volumes: string[], cwd: string }} image
 */
export function readOnlyRoot({ folder, user, volumes, cwd }) {
  const at = (path) => `'${join(folder, path)}'`;
  for (const path of [...SYSTEM, ...volumes, 'tmp', NODE]) mkdirSync(join(folder, path), { recursive: true });
  const [uid, gid] = user.split(':');
  const setUp = [
    `mount --bind ${at('')} ${at('')}`,
    ...SYSTEM.map((path) => `if [ -e /${path} ]; then mount --rbind /${path} ${at(path)}; fi`),
    `mount --bind '${join(process.execPath, '..')}' ${at(NODE)}`,
    `mount -o remount,bind,ro ${at('')}`,
    `mount -t tmpfs -o size=64m,mode=1777 none ${at('tmp')}`,
    ...volumes.map((path) => `mount -t tmpfs -o uid=${uid},gid=${gid},mode=755 none ${at(path)}`),
  ].join('\n');
  return (command, environment) => {
    const enter = `exec chroot --userspec=${user} ${at('')} sh -c 'cd ${cwd} && exec "$@"' sh "$@"`;
    const env = { ...environment, PATH: `${NODE}:/usr/bin:/bin`, HOME: '/tmp' };
    return spawn(
      'unshare',
      [...isolate(`${setUp}\nPATH="$PATH:/usr/sbin:/sbin"\n${enter}`), 'sh', ...command],
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  };
}
