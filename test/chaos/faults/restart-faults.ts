import type { Fault } from './fault.ts';

/** One after another, each once the one before it is ready again. */
const rolling: Fault = {
  name: 'rolling restart',
  harms: 'everything',
  async inject({ cluster, random }) {
    for (const one of random.shuffled(cluster.processes)) {
      await one.ready();
      await one.restart();
      await one.ready();
    }
    return { hit: true, overAt: Date.now() };
  },
};

export const restartFaults: readonly Fault[] = [rolling];
