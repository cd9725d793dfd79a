import type { Command } from 'commander';
import type { Roles } from '../start-process.ts';

const REST = '\nEvery other setting is an environment variable; the README has the table.';

/** `serve`, `api` and `worker`. */
export function addServeCommands(program: Command): void {
  addressed(program.command('serve'))
    .description('Start the HTTP API and a worker in one process')
    .action((given: Given) => start(given, { api: true, worker: true }));
  addressed(program.command('api'))
    .description('Start the HTTP API alone; needs MONGODB_URL and AMQP_URL')
    .action((given: Given) => start(given, { api: true, worker: false }));
  program
    .command('worker')
    .description('Start a worker alone; needs MONGODB_URL and AMQP_URL')
    .option('--storage-dir <folder>', 'folder of all data (STORAGE_DIR)')
    .addHelpText('after', REST)
    .action((given: Given) => start(given, { api: false, worker: true }));
}

interface Given {
  host?: string;
  port?: string;
  storageDir?: string;
}

const addressed = (command: Command): Command =>
  command
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on, 0 for a free one (PORT)')
    .option('--storage-dir <folder>', 'folder of all data (STORAGE_DIR)')
    .addHelpText('after', REST);

async function start({ host, port, storageDir }: Given, roles: Roles): Promise<void> {
  const { run } = await import('../start-all.ts'); // the other commands need neither Fastify nor the store
  await run(
    {
      ...process.env,
      ...(host === undefined ? {} : { HOST: host }),
      ...(port === undefined ? {} : { PORT: port }),
      ...(storageDir === undefined ? {} : { STORAGE_DIR: storageDir }),
    },
    roles,
  );
}
