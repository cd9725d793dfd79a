import { type Command, Option } from 'commander';

const PATIENCE_MS = 4000;

interface Given {
  role?: 'api' | 'worker';
  ready?: true;
}

/** `health`: for the health checks of containers, which have neither curl nor anything else but Node. */
export function addHealthCommand(program: Command): void {
  program
    .command('health')
    .description('Ask the converto process on this machine whether it is alive: exit code 0 or 1')
    .addOption(new Option('--role <role>', 'ask on PORT or on HEALTH_PORT only').choices(['api', 'worker']))
    .option('--ready', 'ask whether it is ready for work, too')
    .action(async ({ role, ready }: Given) => {
      const { readConfig } = await import('../config.ts'); // the other commands need no configuration
      const { HOST, PORT, HEALTH_PORT } = readConfig(process.env);
      const ports = { api: [PORT], worker: [HEALTH_PORT], any: [PORT, HEALTH_PORT] }[role ?? 'any'];
      const path = ready ? 'readyz' : 'livez';
      const urls = ports
        .filter((port) => port > 0)
        .map((port) => `http://${reachable(HOST)}:${port}/${path}`);
      const answers = await Promise.all(urls.map(ask));
      console.log(answers.map(({ says }) => says).join('\n') || 'HEALTH_PORT is 0: nobody can be asked');
      process.exitCode = answers.some(({ ok }) => ok) ? 0 : 1;
    });
}

/** Where this machine reaches what listens on HOST. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function ask(url: string): Promise<{ ok: boolean; says: string }> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return { ok: answer.ok, says: `${url}: ${answer.status} ${await answer.text()}` };
  } catch (error) {
    const { message, cause } = error as Error;
    return { ok: false, says: `${url}: ${cause instanceof Error ? cause.message : message}` };
  }
}
