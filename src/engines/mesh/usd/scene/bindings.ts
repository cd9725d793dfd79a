import type { LossTally } from '../../gltf/loss-tally.ts';
import type { StagePrim } from '../stage/stage-prim.ts';

/** The preview of a material is what other formats can hold. */
const NAMES = ['material:binding:preview', 'material:binding', 'material:binding:full'];

/** What a prim is bound to, itself or through what is above it. */
export interface Binding {
  /** Of the material. */
  path: string;
  /** It holds against the bindings of prims below. */
  overrules: boolean;
}

/** https://openusd.org/release/api/class_usd_shade_material_binding_a_p_i.html */
export function bindingOf(
  prim: StagePrim,
  inherited: Binding | undefined,
  lost: LossTally,
): Binding | undefined {
  noteCollections(prim, lost);
  if (inherited?.overrules) return inherited;
  for (const name of NAMES) {
    const [path] = prim.targets(name);
    if (path !== undefined) return { path, overrules: prim.overrules(name) };
  }
  return inherited;
}

function noteCollections(prim: StagePrim, lost: LossTally): void {
  let count = 0;
  for (const name of prim.propertyNames()) if (name.startsWith('material:binding:collection')) count += 1;
  lost.add('material bindings of collections', count, 'Only bindings of prims and of their faces are read.');
}
