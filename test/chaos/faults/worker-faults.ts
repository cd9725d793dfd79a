import { LEASE_MS } from '../cluster.ts';
import { holdsWithin } from '../holds-within.ts';
import { makeLargeModel } from '../models.ts';
import { WORKER_INSTANTS } from '../orders.ts';
import { ambush } from './ambush.ts';
import { type Fault, missed } from './fault.ts';

/** What a worker does within few milliseconds is hit somewhere in between. */
const WITHIN_MS: Partial<Record<(typeof WORKER_INSTANTS)[number], number>> = { storing: 4, settling: 10 };

const LARGE_MODELS = 4;

const killed: Fault[] = WORKER_INSTANTS.map((instant) => ({
  name: `worker killed while ${instant}`,
  harms: 'workers',
  async inject({ cluster, random }) {
    const delayMs = random.between(0, WITHIN_MS[instant] ?? 0);
    const hit = await ambush(random.pick(cluster.workers), instant, 'die', delayMs);
    return hit === undefined ? missed() : { hit: true, id: hit.id, overAt: hit.at };
  },
}));

const engineKilled: Fault = {
  name: 'engine killed',
  harms: 'workers',
  async inject({ cluster, load, random }) {
    const worker = random.pick(cluster.workers);
    load.burst(LARGE_MODELS, makeLargeModel); // with a small one the engine is done before its parent hears of it
    const hit = await ambush(worker, random.pick(['reading', 'converting', 'writing']), 'kill engine');
    if (hit === undefined) return missed();
    const crashed = () =>
      worker
        .journal()
        .some((one) => one.kind === 'engine_failed' && one.id === hit.id && one.code === 'engine_crashed');
    return { hit: await holdsWithin(crashed, 5000), id: hit.id, overAt: hit.at };
  },
};

/** It sleeps until another one has taken its conversion, and then goes on as if nothing had been. */
const frozen: Fault = {
  name: 'worker frozen past its lease',
  harms: 'workers',
  async inject({ cluster, random }) {
    const worker = random.pick(cluster.workers);
    const hit = await ambush(
      worker,
      random.pick(['converting', 'previewing', 'storing', 'settling']),
      'freeze',
    );
    if (hit === undefined) return missed();
    const takenOver = async () =>
      cluster.workers
        .filter((one) => one !== worker)
        .flatMap((one) => one.journal())
        .some((one) => one.kind === 'try' && one.id === hit.id && one.at > hit.at);
    const taken = await holdsWithin(takenOver, 4 * LEASE_MS);
    worker.signal('SIGCONT');
    return { hit: taken, id: hit.id, overAt: hit.at };
  },
};

export const workerFaults: readonly Fault[] = [...killed, engineKilled, frozen];
