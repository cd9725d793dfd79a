import type { FormatId } from '../../../domain/formats.ts';
import type { Loss, Measures, Report } from '../../../domain/report.ts';
import { type Inventory, takeInventory } from '../inventory.ts';
import { compareInventories } from '../losses.ts';
import type { MeshModel } from '../model.ts';
import { ColourCount } from '../tools/count-colours.ts';
import type { Exported, WrittenFile } from '../write-verified.ts';
import type { PartFile } from './part-files.ts';
import { lossesOfParts } from './sum-losses.ts';
import { sumMeasures } from './sum-measures.ts';

/** What there is to say of the files of all parts together. */
export function startSums(target: FormatId, whole: Inventory) {
  const measures: Measures[] = [];
  const losses: Loss[] = [];
  const colours = new ColourCount();
  const timingsMs: Report['timingsMs'] = {};
  return {
    add(part: MeshModel, file: PartFile, written: WrittenFile): void {
      measures.push(written.target);
      const after = withFileName(written.after, file);
      losses.push(...compareInventories(takeInventory(part), after, target));
      for (const { primitives } of written.prepared.meshes) {
        for (const primitive of primitives) colours.add(primitive, written.prepared.materials);
      }
      for (const [step, ms] of Object.entries(written.timingsMs) as [keyof typeof timingsMs, number][]) {
        timingsMs[step] = (timingsMs[step] ?? 0) + ms;
      }
    },
    get count(): number {
      return measures.length;
    },
    end: (): Exported => ({
      target: sumMeasures(measures, colours.size),
      lost: lossesOfParts(losses, whole),
      timingsMs,
    }),
  };
}

/** A name is not lost where the file is called so. */
function withFileName(after: Inventory, { partName, saysName }: PartFile): Inventory {
  return after.names === undefined || !saysName ? after : { ...after, names: [...after.names, partName] };
}
