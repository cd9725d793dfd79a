import type { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { engineSettings } from '../../engine-settings.ts';
import { findPython } from '../../engines/provision/find-python.ts';
import { installNativeCad } from '../../engines/provision/install-native-cad.ts';
import { tryEngine } from '../../engines/provision/try-engine.ts';
import { nativeCadFolder, OCCT_PACKAGE, pythonIn } from '../../native-cad.ts';
import { EXIT } from '../exit-codes.ts';
import { causeOf } from './cause.ts';

const HELP = `
OCCT (${OCCT_PACKAGE}, LGPL-2.1) comes from PyPI, by the hashes of its files, into a virtual environment of its own in
the data folder. It converts STEP, IGES and BREP several times faster than WebAssembly, which stays the fallback.
Run it again at any time: what is there is only tried out.
`;

export function addInstallCommand(engines: Command): void {
  engines
    .command('install')
    .description('Install the native CAD engine into the data folder')
    .option('--python <path>', 'the Python to make its environment with')
    .option('--storage-dir <folder>', 'folder of all data (STORAGE_DIR)')
    .addHelpText('after', HELP)
    .action(async ({ python, storageDir }: { python?: string; storageDir?: string }) => {
      try {
        const config = readConfig({
          ...process.env,
          ...(storageDir === undefined ? {} : { STORAGE_DIR: storageDir }),
        });
        await install(config, python);
      } catch (error) {
        console.error(`converto: ${causeOf(error)}`);
        process.exitCode = EXIT.engineFailure;
      }
    });
}

async function install(config: Config, given: string | undefined): Promise<void> {
  const say = (line: string) => console.log(line);
  const silent = { info() {}, warn() {}, error() {} };
  const folder = nativeCadFolder(config);
  const interpreter = pythonIn(folder);
  const outcome = await installNativeCad({
    folder,
    interpreter,
    findPython: async () => (await findPython(given === undefined ? undefined : [given])).path,
    tryOut: (nativePython) =>
      tryEngine({ ...engineSettings(config), logger: silent, programs: { nativePython } }, 'occt-native'),
    say,
  });
  say(
    outcome === 'installed'
      ? `The native CAD engine works: ${folder}`
      : `The native CAD engine was there and works: ${folder}`,
  );
  if (config.NATIVE_CAD === 'off') say('It is not used: NATIVE_CAD is off.');
  if (config.NATIVE_CAD_PYTHON !== '')
    say(`It is not used: NATIVE_CAD_PYTHON is ${config.NATIVE_CAD_PYTHON}.`);
}
