import type { Argument, Command, Option } from 'commander';
import { listCapabilities } from '../../engines/catalogue.ts';

/** What can follow: these words, the names of files or folders, or nothing that a shell could know. */
export type Values = readonly string[] | 'files' | 'folders' | 'unknown';

export interface CompletedOption {
  /** `--to`, `-o`. */
  names: readonly string[];
  description: string;
  /** Undefined: it takes no value. */
  values: Values | undefined;
}

/** One command, with all that may stand behind it. */
export interface CompletedCommand {
  /** Words after `converto`: empty for `converto` itself. */
  path: readonly string[];
  description: string;
  commands: readonly { name: string; description: string }[];
  options: readonly CompletedOption[];
  values: Values;
}

/** `converto` and every command below it. */
export function commandTree(command: Command, path: readonly string[] = []): CompletedCommand[] {
  const help = { names: ['-h', '--help'], description: 'display help for command', values: undefined };
  const below = command.commands.map((each) => ({ name: each.name(), description: each.description() }));
  return [
    {
      path,
      description: command.description(),
      commands:
        path.length === 0 ? [...below, { name: 'help', description: 'display help for command' }] : below,
      options: [...command.options.map(completedOption), help],
      values: argumentValues(command.registeredArguments),
    },
    ...command.commands.flatMap((each) => commandTree(each, [...path, each.name()])),
  ];
}

function completedOption({ short, long, description, argChoices, required, optional, flags }: Option) {
  const names = [short, long].filter((name) => name !== undefined);
  const value = /<([\w=]+)>/.exec(flags)?.[1];
  const kind = long === '--from' ? 'source' : value;
  return { names, description, values: required || optional ? (argChoices ?? valuesOf(kind)) : undefined };
}

function argumentValues([first]: readonly Argument[]): Values {
  return first === undefined ? [] : (first.argChoices ?? valuesOf(first.name()));
}

/** By what the help text calls a value. */
function valuesOf(name = ''): Values {
  if (name === 'files' || name === 'path') return 'files';
  if (name === 'folder') return 'folders';
  if (name === 'format' || name === 'target') return TARGETS;
  if (name === 'source') return SOURCES;
  return 'unknown';
}

const TARGETS = [...new Set(listCapabilities().map(({ target }) => target))];
const SOURCES = [...new Set(listCapabilities().map(({ source }) => source))];
