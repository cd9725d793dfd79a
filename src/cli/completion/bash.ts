import type { CompletedCommand, Values } from './command-tree.ts';
import { quote } from './quote.ts';

/** For bash 3.2 and newer, without bash-completion. */
export const bashScript = (
  commands: readonly CompletedCommand[],
): string => `# converto completion for bash: eval "$(converto completion bash)"
_converto() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $each" in
${commands.flatMap(({ path }) => (path.length === 0 ? [] : [`      ${quote(` ${path.join(' ')}`)}) path=${quote(` ${path.join(' ')}`)} ;;`])).join('\n')}
    esac
  done
  case "$path:$previous" in
${commands.flatMap((command) => valuedOptions(command)).join('\n')}
  esac
  if [[ $word == -* ]]; then
    case "$path" in
${commands.map((command) => `      ${pathPattern(command)}) ${reply(optionNames(command))} ;;`).join('\n')}
    esac
    return
  fi
  case "$path" in
${commands.map((command) => `    ${pathPattern(command)}) ${valuesReply(command)} ;;`).join('\n')}
  esac
}
complete -o filenames -F _converto converto
`;

const pathPattern = ({ path }: CompletedCommand): string =>
  quote(path.length === 0 ? '' : ` ${path.join(' ')}`);

const optionNames = ({ options }: CompletedCommand): string[] => options.flatMap(({ names }) => names);

function valuedOptions(command: CompletedCommand): string[] {
  const path = command.path.length === 0 ? '' : ` ${command.path.join(' ')}`;
  return command.options.flatMap(({ names, values }) =>
    values === undefined
      ? []
      : [`    ${names.map((name) => quote(`${path}:${name}`)).join('|')}) ${replyOf(values)}; return ;;`],
  );
}

const valuesReply = ({ commands, values }: CompletedCommand): string =>
  commands.length > 0 ? reply(commands.map(({ name }) => name)) : replyOf(values);

function replyOf(values: Values): string {
  if (values === 'files') return replyWith('-f');
  if (values === 'folders') return replyWith('-d');
  return values === 'unknown' ? ':' : reply(values);
}

const reply = (words: readonly string[]): string => replyWith(`-W ${quote(words.join(' '))}`);

/** Line by line: names may have blanks. */
const replyWith = (what: string): string =>
  `while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen ${what} -- "$word")`;
