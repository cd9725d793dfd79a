import type { LossTally } from '../../gltf/loss-tally.ts';
import type { Primitive } from '../../model.ts';
import type { StagePrim } from '../stage/stage-prim.ts';
import type { BoundMaterial } from './materials.ts';
import type { MeshPrimvars, UvPrimvar } from './mesh-geometry.ts';
import { primvarOf } from './primvars.ts';
import { sameUvSet, type UvSet } from './uv-set.ts';

/** The first two that the materials of a mesh ask for: those of base colours come first. */
export function uvSetsOf(materials: readonly (BoundMaterial | undefined)[]): UvSet[] {
  const asked = materials.map((material) => material?.uvSets ?? []);
  const all = [...asked.flatMap(([first]) => first ?? []), ...asked.flat()];
  return all.filter((set, at) => placeOf(all, set) === at).slice(0, 2);
}

/** Those that the materials ask for, or by the name that most programs use, or the first of the right type. */
export function uvPrimvarsOf(
  prim: StagePrim,
  asked: readonly UvSet[],
  lost: LossTally,
): Pick<MeshPrimvars, 'uvs' | 'secondUvs'> {
  const typed = [...prim.propertyNames()].filter(
    (name) => name.startsWith('primvars:') && /^texCoord2[fdh]\[\]$/.test(prim.typeOf(name)),
  );
  const [first = { primvar: 'st' }, second] = asked;
  const named = [first.primvar, 'st'].map((name) => `primvars:${name}`).filter((name) => prim.has(name));
  const chosen = [named[0] ?? typed[0], second && `primvars:${second.primvar}`];
  const unread = typed.filter((name) => !chosen.includes(name)).length;
  lost.add('further texture coordinate sets', unread, 'Only those of the textures are kept.');
  const [uvs, secondUvs] = chosen.map((name, at): UvPrimvar | undefined => {
    const primvar = name === undefined ? undefined : primvarOf(prim, name, 2);
    const transform = asked[at]?.transform;
    return primvar && { ...primvar, ...(transform && { transform }) };
  });
  return { uvs, secondUvs: uvs && secondUvs };
}

const placeOf = (sets: readonly UvSet[], set: UvSet): number =>
  sets.findIndex((other) => sameUvSet(set, other));

/**
 * The coordinates that were read of a mesh, as the material of some of its faces asks for them.
 * @param sets what was read
 * @param asked the first of the material, and its second
 */
export function placeUvs(
  { uvs, secondUvs, ...rest }: Primitive,
  sets: readonly UvSet[],
  [first, second]: readonly UvSet[],
): Primitive {
  const isTurned = first !== undefined && placeOf(sets, first) === 1 && secondUvs !== undefined;
  const [own, other] = isTurned ? [secondUvs, uvs] : [uvs, secondUvs];
  const wantsOther = second !== undefined && placeOf(sets, second) >= 0;
  return { ...rest, ...(own && { uvs: own }), ...(wantsOther && other && { secondUvs: other }) };
}
