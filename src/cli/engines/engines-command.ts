import type { Command } from 'commander';
import type { Config } from '../../config.ts';
import { findNativeCad } from '../../native-cad.ts';
import { alignColumns } from '../align-columns.ts';
import { addInstallCommand } from './install-command.ts';

/** `engines`, `engines install` and `doctor`. */
export function addEnginesCommands(program: Command): void {
  const engines = program
    .command('engines')
    .description('List the engines and which of them are there')
    .action(async () => {
      const { engineChecks } = await import('./engine-checks.ts');
      const rows = engineChecks().map(({ name, version, missing, place }) => [
        name,
        version,
        missing ?? (place === undefined ? 'there' : `there: ${place}`),
      ]);
      console.log(alignColumns([['ENGINE', 'VERSION', 'STATE'], ...rows]).join('\n'));
    });
  addInstallCommand(engines);
  program
    .command('doctor')
    .description('Try out every engine and say which one serves which pair of formats')
    .addHelpText('after', '\nExit code 1: an engine that is there does not work.\n')
    .action(async () => {
      process.exitCode = await examine();
    });
}

async function sandboxState({ ENGINE_SANDBOX }: Pick<Config, 'ENGINE_SANDBOX'>): Promise<string> {
  if (ENGINE_SANDBOX === 'off') return 'none: ENGINE_SANDBOX is off.';
  const { findSandbox } = await import('../../engines/pool/sandbox.ts');
  const found = await findSandbox([]);
  return typeof found === 'string' ? `none. ${found}` : found.name;
}

async function examine(): Promise<number> {
  const { engineChecks } = await import('./engine-checks.ts');
  const { readConfig } = await import('../../config.ts');
  const { listCapabilities } = await import('../../engines/catalogue.ts');
  const { pairTable } = await import('../pair-table.ts');
  const { causeOf } = await import('./cause.ts');
  const broken = new Set<string>();
  const rows = [['ENGINE', 'VERSION', 'STATE']];
  for (const { name, version, missing, place, tryOut } of engineChecks()) {
    const state =
      missing ??
      (await tryOut().then(
        () => (place === undefined ? 'works' : `works: ${place}`),
        (error: unknown) => {
          broken.add(name);
          return `does not work: ${causeOf(error)}`;
        },
      ));
    rows.push([name, version, state]);
  }
  console.log(alignColumns(rows).join('\n'));
  const config = readConfig(process.env);
  console.log(`\nSandbox of the service: ${await sandboxState(config)}`);
  const nativeCad = 'python' in findNativeCad(config) && !broken.has('occt-native');
  console.log(`\n${pairTable(listCapabilities({ nativeCad })).join('\n')}`);
  return broken.size === 0 ? 0 : 1;
}
