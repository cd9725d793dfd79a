import type { LocatedKeyword, StepScan } from './scan-step.ts';
import { referencesIn, statementEnd } from './step-unit.ts';

const TEXT = /'(?:[^']|'')*'/g;

/** Uses of products that have a look of their own, by the representations that stand for them. */
export interface StyledUses {
  /** The use that a style is for, by the id of that style: PRESENTATION_STYLE_BY_CONTEXT. */
  ofStyle: ReadonlyMap<number, number>;
  /** Whether it is the use of a part, directly in an assembly that nothing else uses. */
  isPartOfRoot(use: number): boolean;
}

/** ISO 10303-46 and -44: style → representation ← SHAPE_DEFINITION_REPRESENTATION → PRODUCT_DEFINITION_SHAPE → usage. */
export function styledUses(bytes: Buffer, { located }: Pick<StepScan, 'located'>): StyledUses {
  const references = (keyword: LocatedKeyword): [id: number, references: number[]][] =>
    [...located[keyword]].map(([id, at]) => {
      const [, ...others] = referencesIn(
        bytes.toString('latin1', at, statementEnd(bytes, at)).replace(TEXT, ''),
      );
      return [id, others];
    });
  const ofStyle = new Map<number, number>();
  for (const [style, ids] of references('PRESENTATION_STYLE_BY_CONTEXT')) {
    const use = ids.at(-1);
    if (use !== undefined) ofStyle.set(style, use);
  }
  if (ofStyle.size === 0) return { ofStyle, isPartOfRoot: () => false };

  const usages = new Map(references('NEXT_ASSEMBLY_USAGE_OCCURRENCE'));
  const assemblies = new Set([...usages.values()].map(([assembly]) => assembly));
  const used = new Set([...usages.values()].map(([, product]) => product));
  const meant = new Map(references('PRODUCT_DEFINITION_SHAPE').map(([id, ids]) => [id, ids.at(-1)]));
  const definitions = new Map(
    references('SHAPE_DEFINITION_REPRESENTATION').map(([, [shape, use]]) => [use, shape]),
  );
  return {
    ofStyle,
    isPartOfRoot(use) {
      const usage = usages.get(meant.get(definitions.get(use) ?? 0) ?? 0);
      return usage !== undefined && !used.has(usage[0]) && !assemblies.has(usage[1]);
    },
  };
}
