import type { FaceTable } from './face-table.ts';
import type { FacetBody } from './facet-model.ts';

/** The material that most faces of a body have: the body gets it, and only the other faces need one of their own. */
export function mainMaterial({ shells }: FacetBody, { materials }: FaceTable): number {
  const counts = new Map<number, number>();
  let best = materials[shells[0].faces[0]]!;
  for (const { faces } of shells) {
    for (let face = faces[0]; face < faces[1]; face++) {
      const material = materials[face]!;
      counts.set(material, (counts.get(material) ?? 0) + 1);
      if (counts.get(material)! > counts.get(best)!) best = material;
    }
  }
  return best;
}
