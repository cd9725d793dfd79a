import type { Clock, Instant } from '../domain/instant.ts';

/** Longer than a broker takes to hear of room and to send; what is announced again needlessly costs a message. */
const QUIET_MS = 2000;

/**
 * Tells what has left the queue, whoever took it: a broker hands out at once, so where a consumer with room is given
 * nothing for a while, the queue was empty at its beginning. What was announced before that and is still pending was
 * lost: with a queue that was deleted, or with the disk of a broker.
 */
export interface Quiet {
  /** Something was delivered, or there is room only now. */
  disturbed(): void;
  /**
   * Announcements made before this moment have left the queue. Never falls.
   * @param hasRoom whether the broker would deliver now what it has
   */
  emptiedAt(hasRoom: boolean): Instant;
}

export function createQuiet(now: Clock, elapsedMs: () => number = () => performance.now()): Quiet {
  let quietFromMs = elapsedMs();
  let emptied = Number.NEGATIVE_INFINITY;
  const disturbed = () => {
    quietFromMs = elapsedMs();
  };
  return {
    disturbed,
    emptiedAt(hasRoom) {
      if (!hasRoom) disturbed();
      if (elapsedMs() - quietFromMs >= QUIET_MS) emptied = Math.max(emptied, now() - QUIET_MS);
      return emptied;
    },
  };
}
