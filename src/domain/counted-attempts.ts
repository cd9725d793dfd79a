import type { ProblemCode } from './problem.ts';

/** Whether an attempt that ended so is one of the `maxAttempts`. A dependency that is away says nothing of the model. */
export const isCounted = (code: ProblemCode): boolean => code !== 'dependency_unavailable';
