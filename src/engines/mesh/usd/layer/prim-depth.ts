import { Problem } from '../../../../domain/problem.ts';

/** Prims in prims; the readers walk them recursively. */
export const MAX_PRIM_DEPTH = 256;

export const tooDeep = (): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The USD layer has prims in more than ${MAX_PRIM_DEPTH} levels. Flatten its tree.`,
  });
