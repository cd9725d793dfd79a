import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { isMissed } from './readiness.ts';

/** It keeps its connections and answers nothing. */
export const silent = (name: string, server: 'database' | 'broker', dependency: 'store' | 'bus'): Fault => ({
  name,
  harms: server,
  async inject(ground) {
    await ground.cluster[server].freeze();
    const hit = await isMissed(ground, dependency);
    await delay(ground.random.between(0, 3000));
    await ground.cluster[server].thaw();
    return { hit, overAt: Date.now() };
  },
});
