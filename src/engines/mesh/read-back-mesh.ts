import { adoptEqualArrays } from './adopt-equal-arrays.ts';
import { takeInventory } from './inventory.ts';
import type { MeshTarget } from './mesh-target.ts';
import { readMesh } from './read-mesh.ts';
import { measure } from './tools/measure.ts';
import { within } from './tools/shares.ts';

/** A node of the source may be several in the target: 3MF has no object with a mesh and others below it. */
const ANY_TREE = { maxParts: Infinity, maxTreeDepth: Infinity };

/**
 * Reads a written mesh with the reader of its format; measuring what was read takes the second half of the time.
 * @param frame that the file was written in, for readers of formats that cannot say it
 */
export const readBackWith =
  (frame: MeshTarget['frame']): MeshTarget['readBack'] =>
  async ({ targetFormat, targetPath, options }, limits, onFraction, written) => {
    const { unit, upAxis } = frame(options);
    const { model: read } = await readMesh(targetFormat, {
      path: targetPath,
      options: { source_unit: unit, source_up_axis: upAxis },
      limits: { ...limits, ...ANY_TREE },
      onFraction: within(onFraction, 0, 0.5),
    });
    const model = adoptEqualArrays(read, written);
    return { target: measure(model, targetFormat, within(onFraction, 0.5, 1)), after: takeInventory(model) };
  };
