import { setTimeout as delay } from 'node:timers/promises';
import { holdsWithin } from '../holds-within.ts';
import type { Fault } from './fault.ts';
import { isMissed } from './readiness.ts';

const FELT_WITHIN_MS = 5000;
const DEPENDENCY = { database: 'store', broker: 'bus' } as const;

const cut = (link: 'database' | 'broker'): Fault => ({
  name: `network to the ${link} cut`,
  harms: link,
  async inject(ground) {
    const { links } = ground.cluster;
    await links[link].cut();
    const hit = await isMissed(ground, DEPENDENCY[link]);
    await delay(ground.random.between(0, 3000));
    await links[link].mend();
    return { hit, overAt: Date.now() };
  },
});

/** Felt where one question to the dependency takes as long as the network makes it. */
const slow = (link: 'database' | 'broker'): Fault => ({
  name: `${link} slow`,
  harms: link,
  async inject({ cluster, random }) {
    const latencyMs = random.between(100, 400);
    await cluster.links[link].delay(latencyMs, Math.floor(latencyMs / 4));
    const hit = await holdsWithin(async () => {
      const began = performance.now();
      const answer = await fetch(`${random.pick(cluster.addresses)}/readyz?verbose`).catch(() => undefined);
      return answer !== undefined && performance.now() - began >= latencyMs;
    }, FELT_WITHIN_MS);
    await delay(random.between(2000, 5000));
    await cluster.links[link].hurry();
    return { hit, overAt: Date.now() };
  },
});

export const networkFaults: readonly Fault[] = [
  cut('database'),
  cut('broker'),
  slow('database'),
  slow('broker'),
];
