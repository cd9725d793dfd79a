import { holdsWithin } from '../holds-within.ts';
import type { Deed, Instant } from '../orders.ts';
import type { Supervised } from '../supervised.ts';
import { nextOrder } from './fault.ts';

/** With a steady load every instant comes in a second or two. */
const WAIT_MS = 15_000;
const LAST_CHANCE_MS = 500;

/**
 * Lies in wait for an instant within a process, and resolves with the conversion that was under way then; undefined
 * where the instant did not come.
 */
export async function ambush(
  victim: Supervised,
  instant: Instant,
  deed: Deed,
  delayMs = 0,
): Promise<{ id: string; at: number } | undefined> {
  await victim.ready();
  const order = nextOrder();
  const sprung = () => victim.journal().find((entry) => entry.kind === 'hit' && entry.order === order);
  const end = deed === 'die' ? victim.expectEnd() : undefined;
  victim.send({ kind: 'at', order, instant, deed, delayMs });
  if (!(await holdsWithin(() => sprung() !== undefined, WAIT_MS))) {
    victim.send({ kind: 'never mind' });
    if (!(await holdsWithin(() => sprung() !== undefined, LAST_CHANCE_MS))) {
      victim.expectNoEnd();
      return undefined;
    }
  }
  await end;
  const hit = sprung();
  return hit?.kind === 'hit' ? { id: hit.id, at: hit.at } : undefined;
}
