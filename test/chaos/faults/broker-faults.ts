import { setTimeout as delay } from 'node:timers/promises';
import { qualified, SWEEP_INTERVAL_MS } from '../cluster.ts';
import { holdsWithin } from '../holds-within.ts';
import { makeLargeModel } from '../models.ts';
import { withChannel } from './amqp.ts';
import type { Fault } from './fault.ts';
import { isMissed } from './readiness.ts';
import { silent } from './silent.ts';

const BURST = 16;
const BURST_WITHIN_MS = 15_000;

const stopped: Fault = {
  name: 'broker stopped and started',
  harms: 'broker',
  async inject(ground) {
    const { broker } = ground.cluster;
    await broker.ctl('stop_app');
    const hit = await isMissed(ground, 'bus');
    await delay(ground.random.between(0, 2000));
    await broker.ctl('start_app');
    return { hit, overAt: Date.now() };
  },
};

const killed: Fault = {
  name: 'broker killed and started',
  harms: 'broker',
  async inject(ground) {
    const { broker } = ground.cluster;
    await broker.kill();
    const hit = await isMissed(ground, 'bus');
    await delay(ground.random.between(0, 2000));
    await broker.start();
    return { hit, overAt: Date.now() };
  },
};

const connectionsClosed: Fault = {
  name: 'broker closes every connection',
  harms: 'broker',
  async inject({ cluster: { broker } }) {
    const open = (await broker.ctl('list_connections', 'pid')).trim().split('\n').length;
    await broker.ctl('close_all_connections', 'chaos');
    return { hit: open > 1, overAt: Date.now() };
  },
};

/**
 * With announcements in it that were confirmed and marked, so that nobody but the service itself knows of those that
 * are forgotten. A sweep that began before the mark would announce them again by chance.
 */
const queueDeleted: Fault = {
  name: 'queue deleted with messages',
  harms: 'broker',
  async inject({ cluster, load }) {
    const names = ['conversion_created', 'conversion_created.small'].map(qualified);
    const before = load.seen.accepted.length;
    load.burst(BURST, makeLargeModel);
    await holdsWithin(() => load.seen.accepted.length >= before + BURST, BURST_WITHIN_MS);
    await delay(2 * SWEEP_INTERVAL_MS);
    const deleted = await withChannel(cluster.amqpUrl, async (channel) => {
      const counts: number[] = [];
      for (const name of names) counts.push((await channel.deleteQueue(name)).messageCount);
      return counts;
    });
    return { hit: deleted.some((count) => count > 0), overAt: Date.now() };
  },
};

const memoryAlarm: Fault = {
  name: 'broker out of memory',
  harms: 'broker',
  async inject(ground) {
    const { broker } = ground.cluster;
    await broker.ctl('set_vm_memory_high_watermark', '0');
    const hit = await isMissed(ground, 'bus');
    await delay(ground.random.between(0, 2000));
    await broker.ctl('set_vm_memory_high_watermark', 'absolute', '512MB');
    return { hit, overAt: Date.now() };
  },
};

export const brokerFaults: readonly Fault[] = [
  silent('broker silent', 'broker', 'bus'),
  stopped,
  killed,
  connectionsClosed,
  queueDeleted,
  memoryAlarm,
];
