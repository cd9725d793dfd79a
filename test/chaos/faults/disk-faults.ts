import { holdsWithin } from '../holds-within.ts';
import type { Fault } from './fault.ts';

const NOTICED_WITHIN_MS = 10_000;

/** Really full, where a file system could be mounted for the storage; else the storage port says that it is. */
const full: Fault = {
  name: 'disk full',
  harms: 'storage',
  async inject({ cluster: { disk, processes } }) {
    const began = Date.now();
    const tell = (isFull: boolean) => {
      for (const one of processes) one.send({ kind: 'disk', full: isFull });
    };
    const refused = () =>
      processes
        .flatMap((one) => one.journal())
        .some(
          (one) =>
            (one.kind === 'storage_failed' || one.kind === 'engine_failed') &&
            one.code === 'storage_full' &&
            one.at >= began,
        );
    await (disk.real ? disk.fill() : tell(true));
    const hit = await holdsWithin(refused, NOTICED_WITHIN_MS);
    await (disk.real ? disk.empty() : tell(false));
    return { hit, overAt: Date.now() };
  },
};

export const diskFaults: readonly Fault[] = [full];
