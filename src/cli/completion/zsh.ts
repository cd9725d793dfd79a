import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts';
import { quote } from './quote.ts';

/** For `eval "$(converto completion zsh)"`, or as a file _converto in a folder of $fpath. */
export const zshScript = (commands: readonly CompletedCommand[]): string => `#compdef converto
_converto() {
  local word=\${words[CURRENT]} previous=\${words[CURRENT-1]} path_='' each
  for each in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_ $each" in
${commands.flatMap(({ path }) => (path.length === 0 ? [] : [`      (${quote(` ${path.join(' ')}`)}) path_=${quote(` ${path.join(' ')}`)} ;;`])).join('\n')}
    esac
  done
  case "$path_:$previous" in
${commands.flatMap((command) => valuedOptions(command)).join('\n')}
  esac
  local -a choices
  if [[ $word == -* ]]; then
    case "$path_" in
${commands.map((command) => `      (${pathOf(command)}) choices=(${command.options.flatMap(described).join(' ')}) ;;`).join('\n')}
    esac
    _describe 'option' choices
    return
  fi
  case "$path_" in
${commands.map((command) => `    (${pathOf(command)}) ${valuesReply(command)} ;;`).join('\n')}
  esac
}
compdef _converto converto
`;

const pathOf = ({ path }: CompletedCommand): string => quote(path.length === 0 ? '' : ` ${path.join(' ')}`);

/** In lists of _describe a colon begins the description. */
const choice = (name: string, description: string): string =>
  quote(`${name.replaceAll(':', '\\:')}:${description}`);

const described = ({ names, description }: CompletedOption): string[] =>
  names.map((name) => choice(name, description));

function valuedOptions(command: CompletedCommand): string[] {
  const path = command.path.length === 0 ? '' : ` ${command.path.join(' ')}`;
  return command.options.flatMap(({ names, values }) =>
    values === undefined
      ? []
      : [`    (${names.map((name) => quote(`${path}:${name}`)).join('|')}) ${replyOf(values)}; return ;;`],
  );
}

const valuesReply = ({ commands, values }: CompletedCommand): string =>
  commands.length > 0
    ? `choices=(${commands.map(({ name, description }) => choice(name, description)).join(' ')}); _describe 'command' choices`
    : replyOf(values);

function replyOf(values: Values): string {
  if (values === 'files') return '_files';
  if (values === 'folders') return '_files -/';
  return values === 'unknown' ? ':' : `compadd -- ${values.join(' ')}`;
}
