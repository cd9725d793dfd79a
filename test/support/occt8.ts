import type { Test } from 'tap';
import { nativePython } from './native-cad.ts';
import { openPythonReader } from './python-reader.ts';

/** In millimetres. */
export interface SeenByOcct8 {
  solids: number;
  faces: number;
  min: number[];
  max: number[];
  /** Of the surfaces, not of triangles. */
  area: number;
  /** Of the shells. */
  volume: number;
  /** Names of parts and assemblies, sorted, each once. */
  products: string[];
  /** Of the parts with faces, for each of their uses; empty for those without a name. */
  names: string[];
  /** sRGB, `#rrggbb`, sorted, each once. */
  colours: string[];
  /** Those of faces: curves and points have some, too. */
  faceColours: string[];
}

/** What OCCT 8, bound to Python, sees: another package than those that run in WebAssembly. Undefined where it is not. */
export function openOcct8(
  t: Test,
): ((format: 'step' | 'iges' | 'brep', path: string) => Promise<SeenByOcct8>) | undefined {
  const ask = openPythonReader(t, nativePython, 'occt_reader.py');
  return ask && ((format, path) => ask({ path, format }));
}
