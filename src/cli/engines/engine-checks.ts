import { findAssimp } from '../../assimp.ts';
import { type Config, readConfig } from '../../config.ts';
import { engineSettings } from '../../engine-settings.ts';
import type { EngineName } from '../../engines/catalogue.ts';
import { engineVersions } from '../../engines/open-engine.ts';
import type { EnginePrograms } from '../../engines/pool/child-command.ts';
import { assimpVersion } from '../../engines/provision/assimp-version.ts';
import { tryEngine } from '../../engines/provision/try-engine.ts';
import { findNativeCad, OCCT_VERSION } from '../../native-cad.ts';

/** What `converto engines` and `converto doctor` know of one engine. A new kind of engine is one more entry. */
export interface EngineCheck {
  name: string;
  version: string;
  /** Undefined: it is there and may be tried. Else why it is not there. */
  missing: string | undefined;
  /** Where it is, beyond what npm has installed. */
  place: string | undefined;
  /** Loads it as a conversion would. Rejects where it does not work. */
  tryOut(): Promise<void>;
}

const silent = { info() {}, warn() {}, error() {} };

export function engineChecks(config: Config = readConfig(process.env)): EngineCheck[] {
  const native = findNativeCad(config);
  const python = 'python' in native ? native.python : undefined;
  const assimp = findAssimp(config);
  const program = 'program' in assimp ? assimp.program : undefined;
  const tryOut = (engine: EngineName, programs: EnginePrograms = {}) =>
    tryEngine({ ...engineSettings(config), logger: silent, programs }, engine);
  const installed = Object.entries(engineVersions()).map(([name, version]) => ({
    name,
    version,
    missing: undefined,
    place: undefined,
    tryOut: () => tryOut(name as EngineName),
  }));
  return [
    ...installed,
    {
      name: 'occt-native',
      version: OCCT_VERSION,
      missing: 'missing' in native ? native.missing : undefined,
      place: python,
      tryOut: () => tryOut('occt-native', python === undefined ? {} : { nativePython: python }),
    },
    {
      name: 'assimp-cli',
      version: program === undefined ? '' : assimpVersion(program),
      missing: 'missing' in assimp ? assimp.missing : undefined,
      place: program,
      tryOut: () => tryOut('assimp-cli', program === undefined ? {} : { assimp: program }),
    },
  ];
}
