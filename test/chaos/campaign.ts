/** Does harm, one fault after another, and keeps the score. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Ground } from './faults/fault.ts';

const CALM_MS = { least: 300, most: 1500 };
/** How often two faults come at once in a long round. */
const PAIRED = 0.3;
const CALM_AFTER_MISS_MS = 1000;

/** One try to do harm. */
export interface Strike {
  fault: string;
  from: number;
  to: number;
  hit: boolean;
  id?: string;
  overAt: number;
  /** Until a new conversion was through; absent where `id` tells. */
  recoveredMs?: number;
}

export interface Campaign {
  faults: readonly Fault[];
  /** Each fault hits once, alone, and the round is over; or they go on until this moment, some two at once. */
  until: 'each hit once' | number;
  /** Where a fault does not hit: it gets so many tries. */
  triesEach: number;
  say(line: string): void;
}

/** Takes out of the row the next one that does not get into the way of the first. */
function takeHarmless(row: Fault[], { harms }: Fault): Fault | undefined {
  if (harms === 'everything') return undefined;
  const at = row.findIndex((other) => other.harms !== harms && other.harms !== 'everything');
  return at < 0 ? undefined : row.splice(at, 1)[0];
}

export async function wage(ground: Ground, { faults, until, triesEach, say }: Campaign): Promise<Strike[]> {
  const strikes: Strike[] = [];
  const goesOn = () => until === 'each hit once' || Date.now() < until;

  const strike = async (fault: Fault): Promise<boolean> => {
    await delay(ground.random.between(CALM_MS.least, CALM_MS.most));
    const from = Date.now();
    const blow = await fault.inject(ground);
    const done: Strike = { fault: fault.name, from, to: Date.now(), ...blow };
    if (blow.hit && blow.id === undefined) {
      await ground.load.probe();
      done.recoveredMs = Date.now() - blow.overAt;
      done.to = Date.now();
    }
    strikes.push(done);
    const recovered = done.recoveredMs === undefined ? '' : `, recovered in ${done.recoveredMs} ms`;
    say(`${fault.name}: ${blow.hit ? `hit${recovered}` : 'did not hit'} (${done.to - from} ms)`);
    if (!blow.hit) await delay(CALM_AFTER_MISS_MS);
    return blow.hit;
  };

  const strikeUntilHit = async (fault: Fault): Promise<void> => {
    for (let tries = 1; tries <= triesEach && goesOn(); tries += 1) if (await strike(fault)) return;
  };

  if (until === 'each hit once') {
    for (const fault of ground.random.shuffled(faults)) await strikeUntilHit(fault);
    return strikes;
  }
  while (goesOn()) {
    const order = ground.random.shuffled(faults);
    for (let fault = order.shift(); fault !== undefined && goesOn(); fault = order.shift()) {
      const another = ground.random.chance(PAIRED) ? takeHarmless(order, fault) : undefined;
      await Promise.all([fault, another].map((one) => one && strikeUntilHit(one)));
    }
  }
  return strikes;
}
