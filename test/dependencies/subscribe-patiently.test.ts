import t from 'tap';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { subscribePatiently } from '../../src/dependencies/subscribe-patiently.ts';
import type { Bus } from '../../src/domain/ports.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Away for the first try of each subscription. */
function fallen(): Bus {
  const bus = createInProcessBus({ now: Date.now });
  const tried = new Set<string>();
  const away = (name: string) => {
    if (tried.has(name)) return;
    tried.add(name);
    throw new Error('the broker is away');
  };
  return {
    ...bus,
    async consumeCreated(concurrency, handler) {
      away('announcements');
      return bus.consumeCreated(concurrency, handler);
    },
    async watchProgress(watcher) {
      away('progress');
      return bus.watchProgress(watcher);
    },
    async watchCancel(watcher) {
      away('cancellations');
      return bus.watchCancel(watcher);
    },
  };
}

t.test('a broker that falls between opening and subscribing is waited for', async (t) => {
  const missing: string[] = [];
  const seen: string[] = [];
  const bus = subscribePatiently(fallen(), (dependency) => missing.push(dependency));
  await bus.consumeCreated(1, async ({ id }) => {
    seen.push(`created ${id}`);
    return { kind: 'done' };
  });
  await bus.watchCancel(({ id }) => seen.push(`cancel ${id}`));
  await bus.watchProgress(({ id }) => seen.push(`progress ${id}`));
  t.strictSame(missing, ['bus', 'bus', 'bus'], 'it was said each time');

  await bus.announceCreated({ id: 'a', revision: 1 });
  bus.publishCancel({ id: 'b' });
  const state = { status: 'pending', stage: 'queued', progress: 0, attempt: 0, updatedAt: 0 } as const;
  bus.publishProgress({ id: 'c', revision: 1, ...state });
  await waitUntil('all have come', () => seen.length === 3);
  t.strictSame(seen.sort(), ['cancel b', 'created a', 'progress c'], 'and then every subscription holds');
});
