import { spawnSync } from 'node:child_process';
import { isRabbitMqInstalled } from '../../scripts/services/rabbitmq.mjs';

const answers = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** What the services need and what is not on this machine; the start scripts install the rest. */
export function missingTools(): string[] {
  const mayInstall = process.getuid?.() === 0 && answers('apt-get', '--version');
  return [
    ...(process.platform === 'linux' ? [] : ['Linux']),
    ...(answers('python3', '--version') ? [] : ['Python 3']),
    ...(answers('go', 'version') ? [] : ['Go']),
    ...(isRabbitMqInstalled() || mayInstall ? [] : ['RabbitMQ']),
  ];
}
