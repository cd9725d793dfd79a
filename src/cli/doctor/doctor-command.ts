import type { Command } from 'commander';
import { findPrograms } from '../../engine-programs.ts';
import { type EngineName, listCapabilities, machineWith } from '../../engines/catalogue.ts';
import { alignColumns } from '../align-columns.ts';
import { describeCliFailure } from '../cli-failure.ts';
import { tolerateClosedPipes } from '../closed-pipe.ts';
import { EXIT, exitHelp } from '../exit-codes.ts';
import { pairTable } from '../pair-table.ts';
import { tellFailure } from '../tell-failure.ts';
import type { Finding } from './checks.ts';

const HELP = `
Looks at Node, the data folder, the sandbox, the services and the server that the environment names, and tries every
engine. What is absent need not be there; what is broken has a line that says what to do.

Examples:
  $ converto doctor
  $ MONGODB_URL=mongodb://db/converto AMQP_URL=amqp://mq converto doctor --json | jq '.findings[] | select(.state == "broken")'
${exitHelp(EXIT.ok, EXIT.broken, EXIT.usage)}`;

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Try out all that converto needs here, and say what to do where something does not work')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (flags: { json?: true }) => {
      tolerateClosedPipes();
      try {
        process.exitCode = await examineAll(flags);
      } catch (error) {
        const failure = describeCliFailure(error);
        tellFailure(failure, flags);
        process.exitCode = failure.exitCode;
      }
    });
}

async function examineAll({ json }: { json?: true }): Promise<number> {
  const { readConfig } = await import('../../config.ts');
  const { examine } = await import('./checks.ts');
  const config = readConfig(process.env);
  const findings: Finding[] = [];
  for await (const finding of examine(config)) findings.push(finding);
  const broken = findings.filter(({ state }) => state === 'broken');
  const { nativePython, assimp } = findPrograms(config);
  const isBroken = (engine: EngineName) => broken.some(({ name }) => name === engine);
  const pairs = listCapabilities(
    machineWith({
      ...(nativePython !== undefined && !isBroken('occt-native') && { nativePython }),
      ...(assimp !== undefined && !isBroken('assimp-cli') && { assimp }),
    }),
  );
  if (json)
    console.log(JSON.stringify({ ok: broken.length === 0, findings, pairs: pairs.length }, undefined, 2));
  else {
    for (const line of linesOf(findings)) console.log(line);
    console.log(`\n${pairTable(pairs).join('\n')}`);
  }
  return broken.length === 0 ? EXIT.ok : EXIT.broken;
}

function linesOf(findings: readonly Finding[]): string[] {
  const engines = findings.filter(({ kind }) => kind === 'engine');
  const others = findings.filter(({ kind }) => kind !== 'engine');
  const rows = engines.map(({ name, version = '', says }) => [name, version, says]);
  return [
    ...others.map(
      ({ name, state, says }) => `${capitalised(name)}: ${state === 'broken' ? 'broken: ' : ''}${says}`,
    ),
    '',
    ...alignColumns([['ENGINE', 'VERSION', 'STATE'], ...rows]),
    ...findings.flatMap(({ name, state, advice }) =>
      state === 'broken' && advice !== undefined ? ['', `${capitalised(name)}: ${advice}`] : [],
    ),
  ];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
