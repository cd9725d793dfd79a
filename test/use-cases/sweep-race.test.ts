// Any number of processes sweep: here two sweepers and two workers on one store and one bus.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { Problem } from '../../src/domain/problem.ts';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { startSweeper } from '../../src/worker/sweeper.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { openTestBus } from '../adapters/rabbitmq-test-bus.ts';
import { until } from '../contracts/until.ts';
import { accept, openParts, REPORT, type TestParts } from './open-parts.ts';

const CONVERSIONS = 20;
const SWEEPERS = 2;
const ATTEMPTS = 3;

t.test('a due retry is run once, and its announcements do not multiply: embedded', (t) =>
  race(t, async () => ({})),
);

const [mongo] = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);
const amqp = process.env.AMQP_TEST_URL;
const skip = mongo && amqp ? false : 'needs MONGODB_TEST_URLS and AMQP_TEST_URL';

t.test('a due retry is run once, and its announcements do not multiply: distributed', { skip }, (t) =>
  race(t, async () => {
    const url = new URL(mongo!);
    url.pathname = `/converto_test_${randomBytes(6).toString('hex')}`;
    const store = await openMongoConversionStore({ url: url.href });
    const { bus, close } = await openTestBus({ url: amqp! });
    t.teardown(close);
    t.teardown(() => store.close());
    return { store, bus };
  }),
);

async function race(t: Test, openOthers: () => Promise<Partial<Pick<TestParts, 'store' | 'bus'>>>) {
  const runs = new Map<string, number>();
  const embedded = await openParts(t, async ({ sourcePath, targetPath }) => {
    const id = /[0-9a-f]{24}/.exec(sourcePath)?.[0] ?? sourcePath;
    const run = (runs.get(id) ?? 0) + 1;
    runs.set(id, run);
    if (run < ATTEMPTS) throw new Problem('engine_unavailable');
    await writeFile(targetPath, 'x');
    return REPORT;
  });
  const opened = { ...embedded, ...(await openOthers()) };
  let announcements = 0;
  const bus: typeof opened.bus = Object.create(opened.bus, {
    announceCreated: {
      value: (message: Parameters<typeof opened.bus.announceCreated>[0]) => {
        announcements += 1;
        return opened.bus.announceCreated(message);
      },
    },
  });
  const parts = { ...opened, bus, now: Date.now, retry: { baseMs: 1, maxMs: 5 } };
  const each = (make: (n: number) => Promise<() => Promise<void>>) =>
    Promise.all(Array.from({ length: SWEEPERS }, (_, n) => make(n)));
  const stopWorkers = await each(async (n) => {
    const worker = await startWorker({ ...parts, owner: `worker-${n}`, concurrency: 2, smallConcurrency: 1 });
    return () => worker.stop(10_000);
  });
  const timing = { sweepIntervalMs: 3, fileSweepIntervalMs: 60_000, orphanAgeMs: 60_000 };
  const stopSweepers = await each(async () => startSweeper({ ...parts, ...timing }).stop);
  const ids: string[] = [];
  for (let n = 0; n < CONVERSIONS; n++) ids.push((await accept(parts)).id);
  await until(
    'all are completed',
    async () => (await parts.store.countByStatus(10_000)).completed === CONVERSIONS,
    60_000,
  );
  await Promise.all(stopSweepers.map((stop) => stop()));
  await Promise.all(stopWorkers.map((stop) => stop()));
  t.strictSame(
    [...runs.values()],
    ids.map(() => ATTEMPTS),
    'each attempt ran once',
  );
  for (const id of ids) t.match(await parts.store.find(id), { status: 'completed', attempt: ATTEMPTS });
  // An announcement for each attempt, and at most one more for each sweeper that looked before it was marked.
  t.ok(announcements >= CONVERSIONS * ATTEMPTS, `${announcements} announcements`);
  t.ok(announcements <= CONVERSIONS * ATTEMPTS * (1 + SWEEPERS), `${announcements} announcements`);
}
