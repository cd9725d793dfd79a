import { Value } from '@sinclair/typebox/value';
import type { Capability, Fidelity } from '../domain/engine-port.ts';
import { FORMAT_IDS, FORMATS, type FormatId } from '../domain/formats.ts';
import { describeValueError } from '../string-enum.ts';
import { optionsFor } from './options.ts';

/** Which engine module serves which pair. The names are those of the modules in engine-modules.ts. */
export type EngineName = 'opencascade' | 'occt-import' | 'converto-mesh';

interface Route {
  engine: EngineName;
  fidelity: Fidelity;
}

function routeOf(source: FormatId, target: FormatId): Route | undefined {
  const from = FORMATS[source].family;
  const to = FORMATS[target].family;
  if (from === 'brep' && to === 'brep') return { engine: 'opencascade', fidelity: 'exact' };
  if (from === 'brep') return { engine: 'occt-import', fidelity: 'tessellated' };
  if (to === 'mesh') return { engine: 'converto-mesh', fidelity: 'mesh' };
  if (target === 'step') return { engine: 'converto-mesh', fidelity: 'faceted' };
  return undefined; // mesh → IGES and BREP
}

export function engineFor(source: FormatId, target: FormatId): EngineName {
  const route = routeOf(source, target);
  if (route === undefined) throw new RangeError(`no engine converts ${source} to ${target}`);
  return route.engine;
}

export function listCapabilities(): readonly Capability[] {
  return FORMAT_IDS.flatMap((source) => FORMAT_IDS.flatMap((target) => capability(source, target) ?? []));
}

function capability(source: FormatId, target: FormatId): Capability | undefined {
  const route = routeOf(source, target);
  if (route === undefined) return undefined;
  const optionsSchema = optionsFor(source, target);
  return {
    source,
    target,
    ...route,
    optionsSchema,
    checkOptions: (options) =>
      [...Value.Errors(optionsSchema, options)].map((error) => ({
        pointer: `/options${error.path}`,
        detail: `${describeValueError(error)}.`,
      })),
  };
}
