import { Command } from 'commander';
import { addCompletionCommand } from './completion/completion-command.ts';
import { addConvertCommand } from './convert/convert-command.ts';
import { addDeadLettersCommand } from './dead-letters.ts';
import { addDoctorCommand } from './doctor/doctor-command.ts';
import { addEnginesCommands } from './engines/engines-command.ts';
import { EXIT } from './exit-codes.ts';
import { addFormatsCommand } from './formats.ts';
import { addHealthCommand } from './health.ts';
import { addInspectCommand } from './inspect/inspect-command.ts';
import { addRemoteCommands } from './remote/remote-commands.ts';
import { addServeCommands } from './serve.ts';

/** The `converto` command with everything below it; nothing is loaded before a command needs it. */
export function createProgram(version: string): Command {
  const program = new Command('converto')
    .description('Converts 3D models between CAD and mesh formats.')
    .version(version)
    .showHelpAfterError('Run "converto --help" to see what is possible.')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.usage))
    .addHelpText('after', '\n"converto help convert" explains a command, with examples.');

  program.commandsGroup('Here:');
  addConvertCommand(program);
  addInspectCommand(program);
  addFormatsCommand(program);
  program.commandsGroup('On a server (--server or CONVERTO_URL):');
  addRemoteCommands(program);
  program.commandsGroup('A server of your own:');
  addServeCommands(program);
  addEnginesCommands(program);
  addDoctorCommand(program);
  addDeadLettersCommand(program);
  addHealthCommand(program);
  program.commandsGroup('Your shell:');
  addCompletionCommand(program);
  return program;
}
