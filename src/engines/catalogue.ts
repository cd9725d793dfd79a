import { Value } from '@sinclair/typebox/value';
import type { Capability, Fidelity } from '../domain/engine-port.ts';
import { FORMAT_IDS, FORMATS, type FormatId } from '../domain/formats.ts';
import { describeValueError } from '../string-enum.ts';
import { contentsOf } from './format-traits.ts';
import { optionsFor, sourceOptionsFor } from './options.ts';
import type { EnginePrograms } from './pool/child-command.ts';

/** Which engine module serves which pair. The names are those of the modules in engine-modules.ts. */
export type EngineName =
  | 'opencascade'
  | 'occt-import'
  | 'occt-native'
  | 'converto-mesh'
  | 'assimpjs'
  | 'assimp-cli'
  | 'web-ifc'
  | 'rhino3dm';

/** The engine that reads the meshes of a format; the format is no source where there is none. */
const MESH_SOURCES: Partial<Record<FormatId, EngineName>> = {
  stl: 'converto-mesh',
  obj: 'converto-mesh',
  ply: 'converto-mesh',
  off: 'converto-mesh',
  x3d: 'converto-mesh',
  vrml: 'converto-mesh',
  glb: 'converto-mesh',
  gltf: 'converto-mesh',
  '3mf': 'converto-mesh',
  usd: 'converto-mesh',
  usdz: 'converto-mesh',
  amf: 'converto-mesh',
  zip: 'converto-mesh',
  dae: 'assimpjs',
  fbx: 'assimpjs',
  '3ds': 'assimpjs',
  ifc: 'web-ifc',
  '3dm': 'rhino3dm',
};

/** The targets that meshes are written to. */
const MESH_TARGETS: ReadonlySet<FormatId> = new Set<FormatId>([
  'step',
  'iges',
  'brep',
  'stl',
  'obj',
  'ply',
  'off',
  'glb',
  'gltf',
  '3mf',
  'usdz',
]);

interface Route {
  engine: EngineName;
  fidelity: Fidelity;
}

/** What is there beside what npm brings. */
export interface Machine {
  /** Whether the native CAD engine works here. */
  nativeCad?: boolean;
  /** Whether the assimp command works here. */
  assimp?: boolean;
}

/** @param programs paths, of those that work */
export const machineWith = ({ nativePython, assimp }: EnginePrograms): Machine => ({
  nativeCad: nativePython !== undefined,
  assimp: assimp !== undefined,
});

function routeOf(source: FormatId, target: FormatId, machine: Machine): Route | undefined {
  const { nativeCad } = machine;
  const isCad = FORMATS[source].family === 'brep';
  const toCad = FORMATS[target].family === 'brep';
  if (isCad && toCad) return { engine: nativeCad ? 'occt-native' : 'opencascade', fidelity: 'exact' };
  if (!MESH_TARGETS.has(target)) return undefined;
  if (isCad) return { engine: nativeCad ? 'occt-native' : 'occt-import', fidelity: 'tessellated' };
  const engine = meshReader(source, machine);
  return engine && { engine, fidelity: toCad ? 'faceted' : 'mesh' };
}

function meshReader(source: FormatId, { assimp }: Machine): EngineName | undefined {
  const engine = MESH_SOURCES[source];
  return engine === 'assimpjs' && assimp ? 'assimp-cli' : engine;
}

export function engineFor(source: FormatId, target: FormatId, machine: Machine = {}): EngineName {
  const route = routeOf(source, target, machine);
  if (route === undefined) throw new RangeError(`no engine converts ${source} to ${target}`);
  return route.engine;
}

/** Who knows most of what is in a file of this format; undefined where nobody reads it. */
export const inspectorOf = (source: FormatId, machine: Machine = {}): EngineName | undefined =>
  FORMATS[source].family === 'brep' ? 'opencascade' : meshReader(source, machine);

export function listCapabilities(machine: Machine = {}): readonly Capability[] {
  return FORMAT_IDS.flatMap((source) =>
    FORMAT_IDS.flatMap((target) => capability(source, target, machine) ?? []),
  );
}

function capability(source: FormatId, target: FormatId, machine: Machine): Capability | undefined {
  const route = routeOf(source, target, machine);
  if (route === undefined) return undefined;
  const optionsSchema = optionsFor(source, target, route.engine);
  return {
    source,
    target,
    ...route,
    ...contentsOf(source, target),
    sourceOptions: sourceOptionsFor(source, target, route.engine),
    optionsSchema,
    checkOptions: (options) =>
      [...Value.Errors(optionsSchema, options)].map((error) => ({
        pointer: `/options${error.path}`,
        detail: `${describeValueError(error)}.`,
      })),
  };
}
