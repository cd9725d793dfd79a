import { setTimeout as delay } from 'node:timers/promises';
import { qualified } from '../cluster.ts';
import { withChannel } from './amqp.ts';
import type { Fault } from './fault.ts';
import { isMissed } from './readiness.ts';

const stopped: Fault = {
  name: 'broker stopped and started',
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
  async inject({ cluster: { broker } }) {
    const open = (await broker.ctl('list_connections', 'pid')).trim().split('\n').length;
    await broker.ctl('close_all_connections', 'chaos');
    return { hit: open > 1, overAt: Date.now() };
  },
};

const queueDeleted: Fault = {
  name: 'queue deleted',
  async inject({ cluster }) {
    const name = qualified('conversion_created');
    await withChannel(cluster.amqpUrl, async (channel) => {
      await channel.checkQueue(name); // rejects where there is none
      await channel.deleteQueue(name);
    });
    return { hit: true, overAt: Date.now() };
  },
};

const memoryAlarm: Fault = {
  name: 'broker out of memory',
  async inject(ground) {
    const { broker } = ground.cluster;
    await broker.ctl('set_vm_memory_high_watermark', '0');
    const hit = await isMissed(ground, 'bus');
    await broker.ctl('set_vm_memory_high_watermark', 'absolute', '512MB');
    return { hit, overAt: Date.now() };
  },
};

export const brokerFaults: readonly Fault[] = [stopped, killed, connectionsClosed, queueDeleted, memoryAlarm];
