import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { pythonTool } from '../../scripts/ci/python-tool.mjs';
import { openPythonReader } from './python-reader.ts';

const PROGRAM = 'usd_reader.py';
const python = pythonTool('usd-core==24.11', 'python');

/** Skip visibly where neither Python nor PyPI is there. */
export const haveUsdCore = python !== undefined;

export interface SeenByUsd {
  /** What Pixar's compliance checker says against a package, with the rules for phones. */
  complaints: string[];
  defaultPrim: string;
  metersPerUnit: number;
  upAxis: 'Y' | 'Z';
  /** Of prims in the scene that are prototypes' instances. */
  instances: number;
  meshes: {
    path: string;
    /** The display names of the prim and of what is above it. */
    names: string[];
    /** Cut as fans. */
    triangles: number;
    faces: number;
    /** sRGB, `#rrggbb`: of its materials and of its display colours, sorted, each once. */
    colours: string[];
    primvars: Record<string, string>;
    doubleSided: boolean;
    /** The inputs of the surface shader of the material, and what textures it has. */
    material?: { name: string; inputs: Record<string, unknown>; textures: Record<string, TextureBytes> };
    /** Faces of each material subset. */
    subsets: { material: string; faces: number }[];
  }[];
  triangles: number;
  area: number;
  /** Of all meshes, as the stage places them. */
  bounds: [number[], number[]];
}

interface TextureBytes {
  bytes: number;
  colourSpace: string;
  /** The texture coordinates that place it. */
  primvar: string | null;
}

/** What OpenUSD, Pixar's own library, sees in files of USD. */
export const lookWithUsdCore = (...paths: string[]): SeenByUsd[] =>
  JSON.parse(run('look', ...paths)) as SeenByUsd[];

/** One process for many files; undefined where it is not. */
export function openUsdCore(t: Test): ((path: string) => Promise<SeenByUsd>) | undefined {
  const ask = openPythonReader(t, python, PROGRAM);
  return ask && ((path) => ask({ path }));
}

/** Writes a layer again, as the extension of the new file says: `.usda` is text, `.usdc` a crate. */
export const exportWithUsdCore = (from: string, to: string): void => void run('export', from, to);

function run(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    python!,
    [fileURLToPath(new URL(PROGRAM, import.meta.url)), ...words],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(`usd-core refuses ${words.join(' ')}: ${stderr}`);
  return stdout;
}
