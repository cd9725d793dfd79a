import { DEEPEST } from '../../../../domain/engine-limits.ts';
import { Problem } from '../../../../domain/problem.ts';

/** Prims in prims; the readers walk them recursively, whatever the tree of a model may have. */
export const MAX_PRIM_DEPTH = DEEPEST;

export const tooDeep = (): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The USD layer has prims in more than ${MAX_PRIM_DEPTH} levels. Flatten its tree.`,
  });
