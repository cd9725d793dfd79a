import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isMissed } from './readiness.ts';
import { silent } from './silent.ts';

const ended = (name: string, how: 'stop' | 'kill'): Fault => ({
  name,
  harms: 'database',
  async inject(ground) {
    const { database } = ground.cluster;
    await database[how]();
    const hit = await isMissed(ground, 'store');
    await delay(ground.random.between(0, 2000));
    await database.start();
    return { hit, overAt: Date.now() };
  },
});

export const databaseFaults: readonly Fault[] = [
  silent('database silent', 'database', 'store'),
  ended('database stopped and started', 'stop'),
  ended('database killed and started', 'kill'),
];
