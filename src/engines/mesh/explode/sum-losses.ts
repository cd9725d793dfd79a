import type { Loss } from '../../../domain/report.ts';
import type { Inventory } from '../losses.ts';

/** What several files may use, and lose, of one model: it is not counted more often than the model has it. */
const SHARED: Readonly<Record<string, keyof Inventory>> = {
  'vertex normals': 'normals',
  'texture coordinates': 'uvs',
  'vertex colours': 'vertexColours',
  materials: 'materials',
  'material colours': 'materialColours',
  'material names': 'materialNames',
  'material finishes': 'finishes',
  polygons: 'polygons',
  textures: 'textures',
  'texture wrap modes': 'wraps',
};

/**
 * What the files of the parts have lost together, and what none of them can hold.
 * @param whole what the model had before it was taken apart
 */
export function sumLosses(files: readonly Loss[], whole: Inventory): Loss[] {
  const losses = new Map<string, Loss>(
    [
      {
        what: 'assembly nodes',
        count: whole.assemblyNodes,
        why: 'Every part is a file of its own; it lies where the tree put it.',
      },
      { what: 'empty nodes', count: whole.emptyNodes, why: 'They have no geometry to make a file of.' },
      { what: 'instances', count: whole.instances, why: 'Every part is a file of its own.' },
    ].map((loss) => [loss.what, loss]),
  );
  for (const loss of files) {
    const known = losses.get(loss.what) ?? { ...loss, count: 0 };
    losses.set(loss.what, { ...known, count: known.count + loss.count });
  }
  return [...losses.values()]
    .map((loss) => ({ ...loss, count: Math.min(loss.count, mostOf(loss, whole)) }))
    .filter(({ count }) => count > 0);
}

function mostOf({ what }: Loss, whole: Inventory): number {
  const figure = SHARED[what];
  const most = figure && whole[figure];
  return typeof most === 'number' ? most : Infinity;
}
