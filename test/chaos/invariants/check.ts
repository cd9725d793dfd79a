import type { History } from '../history.ts';
import { checkEvents } from './events.ts';
import { checkOutcome } from './outcome.ts';
import type { Violation } from './violation.ts';
import { checkWrites } from './writes.ts';

/** Every rule of the distributed profile that was broken. */
export const checkHistory = (history: History): Violation[] => [
  ...checkOutcome(history),
  ...checkWrites(history),
  ...checkEvents(history),
];
