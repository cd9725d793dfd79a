import type { Loss } from '../../../domain/report.ts';
import type { Inventory } from '../inventory.ts';

/** What several files may use, and lose, of one model: it is not counted more often than the model has it. */
const SHARED: Readonly<Record<string, keyof Inventory>> = {
  'vertex normals': 'normals',
  'texture coordinates': 'uvs',
  'further texture coordinate sets': 'secondUvs',
  'vertex colours': 'vertexColours',
  materials: 'materials',
  'material colours': 'materialColours',
  'material names': 'materialNames',
  'material finishes': 'finishes',
  polygons: 'polygons',
  textures: 'textures',
  'texture wrap modes': 'wraps',
};

/** Of the tree that was taken apart. */
export const lostAssemblies = (count: number): Loss => ({
  what: 'assembly nodes',
  count,
  why: 'Every part is a file of its own; it lies where the tree put it.',
});

export const lostInstances = (count: number): Loss => ({
  what: 'instances',
  count,
  why: 'Every part is a file of its own.',
});

/**
 * What the files of the parts have lost together, and what none of them can hold.
 * @param whole what the model had before it was taken apart
 */
export const lossesOfParts = (files: readonly Loss[], whole: Inventory): Loss[] =>
  sumLosses(
    [
      lostAssemblies(whole.assemblyNodes),
      { what: 'empty nodes', count: whole.emptyNodes, why: 'They have no geometry to make a file of.' },
      lostInstances(whole.instances),
      ...files,
    ],
    (what) => mostOf(what, whole),
  );

/** @param most how much of it can be lost: what the files share is not counted more often than it is there */
export function sumLosses(losses: readonly Loss[], most: (what: string) => number): Loss[] {
  const sums = new Map<string, Loss>();
  for (const loss of losses) {
    const known = sums.get(loss.what) ?? { ...loss, count: 0 };
    sums.set(loss.what, { ...known, count: known.count + loss.count });
  }
  return [...sums.values()]
    .map((loss) => ({ ...loss, count: Math.min(loss.count, most(loss.what)) }))
    .filter(({ count }) => count > 0);
}

function mostOf(what: string, whole: Inventory): number {
  const figure = SHARED[what];
  const most = figure && whole[figure];
  return typeof most === 'number' ? most : Infinity;
}
