import type { Command } from 'commander';
import { createProgram } from '../../src/cli/create-program.ts';
import { EXIT_MEANINGS } from '../../src/cli/exit-codes.ts';

const WIDTH = 110;

const HEAD = `<!-- Generated from the sources by "npm run docs". -->
# The command line
\`npx converto …\` in a clone, or \`npx ./converto-<version>.tgz …\` with a package made by \`npm pack\`. \`converto help <command>\` prints
what stands below; \`converto completion bash\` (zsh, fish) prints what makes a shell complete it.

- Bars are drawn on standard error, and only where that is a terminal. Results go to standard output.
- A target that you name is replaced, as with cp, unless \`-n\` is given; a file whose name converto makes is replaced with
  \`--force\` only. A result appears under its name once it is complete.
- Ctrl-C cancels, removes what is not finished, and ends with 130. A second one leaves at once.
- \`CONVERTO_URL\` and \`CONVERTO_TOKEN\` name a server, and a bearer token for the proxy in front of it. With \`CONVERTO_URL\` set,
  \`convert\` and \`formats\` work on that server, unless \`--local\` is given.

## Lines of JSON
With \`--json\` each line of standard output is one JSON object (of standard error, where the result itself goes to standard output).
Figures have the names and units of the HTTP API.

| line | of | fields |
|---|---|---|
| \`"type":"result","ok":true\` | convert | \`id\` (on a server), \`source\` and \`target\` (\`path\`, \`format\`, \`size_bytes\`), \`engine\`, \`report\` |
| \`"type":"progress"\` | convert with \`--progress\` | \`source.path\`, \`stage\`, \`percent\` of this stage of a transfer, else of the conversion; null where unknown |
| \`"type":"inspection","ok":true\` | inspect | \`source\`, \`engine\`, the measures, \`tree\` (\`name\`, \`colours\`, \`solids\`, \`faces\`, \`triangles\`, \`children\`), \`parts_omitted\`, \`problems\`, \`warnings\` |
| \`"type":"progress"\`, at last \`"type":"conversion"\` | watch | those of the API |
| \`"type":"download","ok":true\` | download | \`id\`, \`path\`, \`size_bytes\` |
| a conversion as the API shows it | list, get, cancel | \`id\`, \`status\`, \`progress\`, … |
| \`"ok":false\` | all of them | \`error.code\`, \`error.detail\`; \`source.path\` where one of several files is meant |

\`formats\`, \`doctor\` and \`dead-letters\` print one document instead, over several lines.

## Exit codes
| code | meaning |
|---|---|
`;

/** docs/cli.md: what the help texts say, and what they have in common. */
export function cliPage(): string {
  const codes = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |\n`);
  return `${HEAD}${codes.join('')}\n${sections(createProgram('0.0.0'), 'converto').join('\n')}`;
}

function sections(command: Command, name: string): string[] {
  const below = command.commands.flatMap((each) => sections(each, `${name} ${each.name()}`));
  return [`## ${name}\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`, ...below];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim();
}
