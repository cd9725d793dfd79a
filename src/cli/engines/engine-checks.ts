import { type Config, readConfig } from '../../config.ts';
import { engineSettings } from '../../engine-settings.ts';
import { engineVersions } from '../../engines/open-engine.ts';
import { createEnginePool } from '../../engines/pool/engine-pool.ts';
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
  const tryOut = async (engine: string) => {
    const pool = createEnginePool({
      ...engineSettings(config),
      maxChildren: 1,
      logger: silent,
      ...(python === undefined ? {} : { nativePython: python }),
    });
    try {
      await pool.warmUp([engine]);
    } finally {
      await pool.close();
    }
  };
  const installed = Object.entries(engineVersions()).map(([name, version]) => ({
    name,
    version,
    missing: undefined,
    place: undefined,
    tryOut: () => tryOut(name),
  }));
  return [
    ...installed,
    {
      name: 'occt-native',
      version: OCCT_VERSION,
      missing: 'missing' in native ? native.missing : undefined,
      place: python,
      tryOut: () => tryOut('occt-native'),
    },
  ];
}
