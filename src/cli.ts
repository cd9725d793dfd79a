#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addConvertCommand } from './cli/convert.ts';
import { EXIT } from './cli/exit-codes.ts';
import { addFormatsCommand } from './cli/formats.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('converto')
  .description('Converts 3D models between CAD and mesh formats.')
  .version(version)
  .showHelpAfterError('Run "converto --help" to see what is possible.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage));

program
  .command('serve')
  .description('Start the HTTP API and a worker in one process')
  .option('--host <address>', 'address to listen on (HOST)')
  .option('--port <number>', 'port to listen on, 0 for a free one (PORT)')
  .option('--storage-dir <folder>', 'folder of all data (STORAGE_DIR)')
  .addHelpText('after', '\nEvery other setting is an environment variable; the README has the table.')
  .action(async (given: { host?: string; port?: string; storageDir?: string }) => {
    const { serve } = await import('./start-all.ts'); // the other commands need neither Fastify nor the store
    await serve({
      ...process.env,
      ...(given.host === undefined ? {} : { HOST: given.host }),
      ...(given.port === undefined ? {} : { PORT: given.port }),
      ...(given.storageDir === undefined ? {} : { STORAGE_DIR: given.storageDir }),
    });
  });

addConvertCommand(program);
addFormatsCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
