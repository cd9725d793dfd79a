import type { StepScan } from './scan-step.ts';
import { statementEnd } from './step-unit.ts';

/** What has a look of its own beside that of its part (ISO 10303-46, presentation_appearance_schema). */
export interface StepStyles {
  /** Faces with a colour of their own. */
  colouredFaces: number;
  /** Colours for single uses of a part, which override that of the part. */
  colouredUses: number;
  /** Looks that are not opaque. */
  transparent: number;
}

export function stepStyles(bytes: Buffer, { located, faces, keywords }: StepScan): StepStyles {
  const styles: StepStyles = {
    colouredFaces: 0,
    colouredUses: 0,
    transparent: keywords.get('SURFACE_STYLE_TRANSPARENT') ?? 0,
  };
  const coloured = new Set<number>();
  for (const places of [located.STYLED_ITEM, located.OVER_RIDING_STYLED_ITEM]) {
    for (const at of places.values()) {
      const item = styledItem(bytes, at);
      if (item === undefined) continue;
      if (!faces.has(item)) styles.colouredUses += places === located.STYLED_ITEM ? 0 : 1;
      else if (!coloured.has(item)) styles.colouredFaces += 1;
      coloured.add(item);
    }
  }
  return styles;
}

/** The name may hold anything, but the item is what comes behind the list of styles. */
const ITEM = /STYLED_ITEM\s*\(\s*'(?:[^']|'')*'\s*,\s*\([^)]*\)\s*,\s*#(\d+)/;

function styledItem(bytes: Buffer, at: number): number | undefined {
  const item = ITEM.exec(bytes.toString('latin1', at, statementEnd(bytes, at)));
  return item === null ? undefined : Number(item[1]);
}
