import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts';

/** For `converto completion fish | source`, or as ~/.config/fish/completions/converto.fish. */
export const fishScript = (commands: readonly CompletedCommand[]): string =>
  ['complete -c converto -f', ...commands.flatMap(linesOf), ''].join('\n');

function linesOf(command: CompletedCommand): string[] {
  const here = `complete -c converto -n ${quote(conditionOf(command))}`;
  return [
    ...command.commands.map(({ name, description }) => `${here} -a ${name} -d ${quote(description)}`),
    ...(command.commands.length > 0 ? [] : valuesLine(here, command.values)),
    ...command.options.map((option) => `${here} ${optionOf(option)}`),
  ];
}

/** All words of the command are there, and none of a command below it. */
function conditionOf({ path, commands }: CompletedCommand): string {
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const names = commands.map(({ name }) => name).join(' ');
  const below = commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${names}`];
  return [...seen, ...below].join('; and ') || 'true';
}

function valuesLine(here: string, values: Values): string[] {
  if (values === 'files' || values === 'folders') return [`${here} -F`];
  return values === 'unknown' || values.length === 0 ? [] : [`${here} -a ${quote(values.join(' '))}`];
}

function optionOf({ names, description, values }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return `${flags.join(' ')} -d ${quote(description)}${valueFlags(values)}`;
}

function valueFlags(values: Values | undefined): string {
  if (values === undefined) return '';
  if (values === 'files') return ' -r -F';
  if (values === 'folders') return " -x -a '(__fish_complete_directories)'";
  return values === 'unknown' ? ' -x' : ` -x -a ${quote(values.join(' '))}`;
}

/** In fish a backslash escapes within single quotes. */
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
