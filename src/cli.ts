#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addConvertCommand } from './cli/convert.ts';
import { addDeadLettersCommand } from './cli/dead-letters.ts';
import { addEnginesCommands } from './cli/engines/engines-command.ts';
import { EXIT } from './cli/exit-codes.ts';
import { addFormatsCommand } from './cli/formats.ts';
import { addHealthCommand } from './cli/health.ts';
import { addServeCommands } from './cli/serve.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('converto')
  .description('Converts 3D models between CAD and mesh formats.')
  .version(version)
  .showHelpAfterError('Run "converto --help" to see what is possible.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage));

addServeCommands(program);
addConvertCommand(program);
addFormatsCommand(program);
addDeadLettersCommand(program);
addEnginesCommands(program);
addHealthCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
