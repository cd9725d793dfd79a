import { isProblem, Problem } from '../domain/problem.ts';

/** What is thrown as a file is read back that was just written: its faults are none of who sent the source. */
export const outputFault = (cause: unknown): unknown =>
  isProblem(cause) ? new Problem('output_invalid', { cause }) : cause;
