import type { CadFacts } from './cad-facts.ts';
import { checkBrep } from './check-brep.ts';
import { checkIges } from './check-iges.ts';
import { checkStep } from './check-step.ts';
import type { CadFormat } from './read-cad.ts';

type Check = (bytes: Buffer, onChecked: (share: number) => void) => CadFacts;

/** Engines take damaged files without a word or crash on them; these look first. */
export const CHECKS: Readonly<Record<CadFormat, Check>> = {
  step: checkStep,
  iges: checkIges,
  brep: checkBrep,
};
