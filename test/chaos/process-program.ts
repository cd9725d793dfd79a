// One process of the cluster: the built program's role, with the harness between its ports. Arguments: role, name of
// this life, folder of journals. The parent orders over IPC; without a parent it ends.
import { join } from 'node:path';
import { openJournal } from './journal.ts';
import type { Order } from './orders.ts';
import type { Disk } from './stand-between.ts';
import { watchBus, watchEngine, watchStorage, watchStore } from './stand-between.ts';
import { createTrap } from './trap.ts';

const [role = '', name = '', folder = ''] = process.argv.slice(2);
const realNow = Date.now.bind(Date);
let shiftMs = 0;
Date.now = () => realNow() + shiftMs; // what src takes the time from

const built = <Module>(file: string): Promise<Module> =>
  import(new URL(`../../dist/${file}`, import.meta.url).href) as Promise<Module>;
const { readConfig } = await built<typeof import('../../src/config.ts')>('config.js');
const { handleSignals } = await built<typeof import('../../src/handle-signals.ts')>('handle-signals.js');
const { openResources } = await built<typeof import('../../src/open-resources.ts')>('open-resources.js');
const { startProcess } = await built<typeof import('../../src/start-process.ts')>('start-process.js');
const { Problem } = await built<typeof import('../../src/domain/problem.ts')>('domain/problem.js');

const journal = openJournal(join(folder, `${name}.jsonl`), name, realNow);
const trap = createTrap(journal);
const disk: Disk = { full: false };

process.on('message', (order: Order) => {
  if (order.kind === 'at') trap.set(order);
  if (order.kind === 'never mind') trap.set(undefined);
  if (order.kind === 'clock') {
    shiftMs = order.shiftMs;
    journal.write({ kind: 'hit', order: order.order, id: '' });
  }
  if (order.kind === 'disk') disk.full = order.full;
});
process.on('disconnect', () => process.exit(1));

const config = readConfig(process.env);
const { stop } = await startProcess(
  config,
  { api: role === 'api', worker: role === 'worker' },
  async (config, logger, onMissing) => {
    const resources = await openResources(config, logger, onMissing);
    return {
      ...resources,
      store: watchStore(resources.store, journal, trap),
      bus: watchBus(resources.bus, trap),
      storage: watchStorage(resources.storage, journal, trap, disk, () => new Problem('storage_full')),
      engine: watchEngine(resources.engine, journal, trap),
    };
  },
);
handleSignals(stop, config.SHUTDOWN_GRACE_MS + 20_000);
process.send?.({ ready: true });
