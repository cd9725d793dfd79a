import { Argument, type Command } from 'commander';
import { tolerateClosedPipes } from '../closed-pipe.ts';
import { bashScript } from './bash.ts';
import { type CompletedCommand, commandTree } from './command-tree.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SCRIPTS;

const HELP = `
Commands, options, formats and files are completed once the shell has read what this prints:
  bash   eval "$(converto completion bash)"       in ~/.bashrc
  zsh    eval "$(converto completion zsh)"        in ~/.zshrc, after compinit
  fish   converto completion fish | source        in ~/.config/fish/config.fish
`;

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('Print what makes a shell complete converto')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', HELP)
    .action((shell: Shell) => {
      tolerateClosedPipes();
      const commands: CompletedCommand[] = commandTree(program);
      process.stdout.write(SCRIPTS[shell](commands));
    });
}
