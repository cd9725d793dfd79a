import { setTimeout as delay } from 'node:timers/promises';
import { LEASE_MS } from '../cluster.ts';
import { holdsWithin } from '../holds-within.ts';
import { type Fault, nextOrder } from './fault.ts';

/** Far beyond a lease; a conversion may be late by as much as a clock jumped, so it is not hours. */
export const LONGEST_JUMP_MS = 10 * LEASE_MS;

const jump = (of: 'workers' | 'apis', name: string, direction: 1 | -1): Fault => ({
  name,
  harms: of,
  async inject({ cluster, random }) {
    const victim = random.pick(cluster[of]);
    await victim.ready();
    const order = nextOrder();
    const shiftMs = direction * random.between(2 * LEASE_MS, LONGEST_JUMP_MS);
    victim.send({ kind: 'clock', order, shiftMs });
    const jumped = () => victim.journal().some((one) => one.kind === 'hit' && one.order === order);
    const hit = await holdsWithin(jumped, 5000);
    await delay(random.between(2000, 4000));
    victim.send({ kind: 'clock', order: nextOrder(), shiftMs: 0 });
    return { hit, overAt: Date.now() };
  },
});

export const clockFaults: readonly Fault[] = [
  jump('workers', 'clock of a worker jumps forwards', 1),
  jump('workers', 'clock of a worker jumps back', -1),
  jump('apis', 'clock of an API jumps forwards', 1),
  jump('apis', 'clock of an API jumps back', -1),
];
