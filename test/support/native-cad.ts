import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { EngineModule } from '../../src/engines/engine-module.ts';
import { createNativeEngine } from '../../src/engines/native/native-engine.ts';
import { createWarmHost } from '../../src/engines/native/warm-host.ts';
import { nativeCadFolder, pythonIn } from '../../src/native-cad.ts';

/** Where scripts/ci/native-cad.mjs installs it. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/native-cad', import.meta.url));

const python = process.env.NATIVE_CAD_PYTHON || pythonIn(nativeCadFolder({ STORAGE_DIR: CACHE }));

/** Absolute path of a Python that has OCCT; undefined where there is none. */
export const nativePython: string | undefined = existsSync(python) ? python : undefined;

export const skipWithoutNativeCad: string | false =
  nativePython !== undefined ? false : 'the native CAD engine is not here: node scripts/ci/native-cad.mjs';

// CI has installed it: a test that is skipped there would hide that nothing was tested.
if (process.env.REQUIRE_NATIVE_CAD === '1' && nativePython === undefined)
  throw new Error(`REQUIRE_NATIVE_CAD is set, and there is no ${python}`);

/** Its host ends with the test. */
export function openNativeEngine(t: { teardown(end: () => void): unknown }) {
  const host = createWarmHost(() => nativePython);
  t.teardown(() => host.close());
  return createNativeEngine(host);
}

/** Defines tests where the engine is there; says why there are none where it is not. */
export function withNativeEngine(t: Test, define: (engine: EngineModule) => void): void {
  if (skipWithoutNativeCad) t.pass('nothing to test', { skip: skipWithoutNativeCad });
  else define(openNativeEngine(t));
}
