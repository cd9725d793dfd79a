import type { StepScan } from './scan-step.ts';
import { referencesIn, statementEnd } from './step-unit.ts';
import { styledUses } from './styled-uses.ts';

/** What has a look of its own beside that of its part (ISO 10303-46, presentation_appearance_schema). */
export interface StepStyles {
  /** Faces with a colour of their own. */
  colouredFaces: number;
  /** Uses with a look of their own, but for those of parts directly in an assembly that nothing uses. */
  colouredInnerUses: number;
  /** Looks that are not opaque. */
  transparent: number;
}

export function stepStyles(bytes: Buffer, scan: StepScan): StepStyles {
  const { located, faces, keywords } = scan;
  const uses = styledUses(bytes, scan);
  const innerUses = new Set<number>();
  let overridden = keywords.get('CONTEXT_DEPENDENT_OVER_RIDING_STYLED_ITEM') ?? 0;
  const coloured = new Set<number>();
  for (const places of [located.STYLED_ITEM, located.OVER_RIDING_STYLED_ITEM]) {
    for (const at of places.values()) {
      const styled = styledItem(bytes, at);
      if (styled === undefined) continue;
      const use = styled.styles.map((style) => uses.ofStyle.get(style)).find((each) => each !== undefined);
      if (use !== undefined) {
        if (!uses.isPartOfRoot(use)) innerUses.add(use);
      } else if (faces.has(styled.item)) coloured.add(styled.item);
      else if (places !== located.STYLED_ITEM) overridden += 1;
    }
  }
  return {
    colouredFaces: coloured.size,
    colouredInnerUses: innerUses.size + overridden,
    transparent: keywords.get('SURFACE_STYLE_TRANSPARENT') ?? 0,
  };
}

/** The name may hold anything, but the item is what comes behind the list of styles. */
const ITEM = /STYLED_ITEM\s*\(\s*'(?:[^']|'')*'\s*,\s*\(([^)]*)\)\s*,\s*#(\d+)/;

function styledItem(bytes: Buffer, at: number): { styles: number[]; item: number } | undefined {
  const match = ITEM.exec(bytes.toString('latin1', at, statementEnd(bytes, at)));
  return match === null ? undefined : { styles: referencesIn(match[1]!), item: Number(match[2]) };
}
