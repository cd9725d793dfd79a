import type { Command } from 'commander';
import { alignColumns } from '../align-columns.ts';
import { addInstallCommand } from './install-command.ts';

/** `engines` and `engines install`. */
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
}
