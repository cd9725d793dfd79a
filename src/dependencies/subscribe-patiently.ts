import type { Bus } from '../domain/ports.ts';
import { type OnMissing, openPatiently } from './open-patiently.ts';

/**
 * The same bus, whose subscriptions wait for a broker that fell after it was opened: a process that is just starting
 * must not end for that.
 */
export function subscribePatiently(bus: Bus, onMissing: OnMissing): Bus {
  const patient: Pick<Bus, 'consumeCreated' | 'watchProgress' | 'watchCancel'> = {
    consumeCreated: (concurrency, handler, size) =>
      openPatiently('bus', () => bus.consumeCreated(concurrency, handler, size), onMissing),
    watchProgress: (watcher) => openPatiently('bus', () => bus.watchProgress(watcher), onMissing),
    watchCancel: (watcher) => openPatiently('bus', () => bus.watchCancel(watcher), onMissing),
  };
  return Object.assign(Object.create(bus) as Bus, patient);
}
