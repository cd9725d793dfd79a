import t, { type Test } from 'tap';
import { watchDependencies } from '../../src/dependencies/watch-dependencies.ts';
import { waitUntil } from '../support/wait-until.ts';

const QUICK = { intervalMs: 5, patienceMs: 50 };

function watch(t: Test, pings: Record<string, () => Promise<unknown>>) {
  const logged: string[] = [];
  const log = (fields: object, message: string) =>
    logged.push(`${(fields as { dependency: string }).dependency}: ${message}`);
  const dependencies = Object.fromEntries(Object.entries(pings).map(([name, ping]) => [name, { ping }]));
  const watch = watchDependencies(dependencies, { info: log, warn: log }, QUICK);
  t.teardown(() => watch.stop());
  const isAway = () => {
    try {
      watch.requireAll();
      return false;
    } catch {
      return true;
    }
  };
  return { watch, logged, isAway };
}

t.test('what fails is away until it answers again, and is logged once', async (t) => {
  let down = false;
  let pings = 0;
  const {
    watch: watched,
    logged,
    isAway,
  } = watch(t, {
    store: async () => {},
    bus: async () => {
      pings += 1;
      if (down) throw new Error('no broker');
    },
  });
  t.notOk(isAway(), 'it was just opened');
  down = true;
  await waitUntil('it is away', isAway);
  t.throws(() => watched.requireAll(), {
    code: 'dependency_unavailable',
    retryAfterSeconds: 5,
    cause: { message: 'no broker' },
  });
  const seen = pings;
  await waitUntil('it was asked again', () => pings > seen + 3);
  down = false;
  await waitUntil('it is back', () => !isAway());
  t.same(logged, ['bus: a dependency is away', 'bus: a dependency is back']);
});

t.test('what says nothing is away', async (t) => {
  const { isAway } = watch(t, { store: () => new Promise(() => {}) });
  await waitUntil('it is away', isAway);
});

t.test('once stopped, nobody is asked', async (t) => {
  let pings = 0;
  const { watch: watched } = watch(t, {
    store: async () => {
      pings += 1;
    },
  });
  await waitUntil('it was asked', () => pings > 0);
  watched.stop();
  const seen = pings;
  let turns = 0;
  await waitUntil('many intervals have passed', () => ++turns > 10);
  t.ok(pings <= seen + 1);
});
