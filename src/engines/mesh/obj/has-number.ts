import type { TextScanner } from '../io/text-scanner.ts';

const HASH = 35;

/** True where the line goes on with something else than a comment. */
export const hasNumber = (scanner: TextScanner): boolean => scanner.hasToken() && scanner.peek() !== HASH;
