import t from 'tap';
import { ConvertoError } from '../../src/client/converto-error.ts';
import { retryDelayMs } from '../../src/web/uploads/retry-delay.ts';
import { createSpeedMeter } from '../../src/web/uploads/speed.ts';
import { createUploadQueue, type UploadState } from '../../src/web/uploads/upload-queue.ts';
import { waitUntil } from '../support/wait-until.ts';

const refusal = (code: string, retryable: boolean, retryAfterMs?: number) =>
  new ConvertoError('', { code, status: 503, retryable, retryAfterMs });

/** A queue whose sends end when the test says so. */
function drive() {
  const open = new Map<
    string,
    { succeed(): void; fail(error: unknown): void; report(sent: number, of: number): void }
  >();
  const states: [string, UploadState][] = [];
  const accepted: string[] = [];
  const pauses: number[] = [];
  let mostOpen = 0;
  let nowMs = 0;
  const queue = createUploadQueue<string>({
    send: (task, report, signal) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => () => {
          open.delete(task);
          settle();
        };
        open.set(task, {
          succeed: end(() => resolve(`id of ${task}`)),
          fail: (error) => end(() => reject(error))(),
          report,
        });
        mostOpen = Math.max(mostOpen, open.size);
        signal.addEventListener(
          'abort',
          end(() => reject(signal.reason)),
        );
      }),
    pause: async (ms) => void pauses.push(ms),
    onState: (task, state) => void states.push([task, state]),
    onAccepted: (task, id) => void accepted.push(`${task} is ${id}`),
    nowMs: () => nowMs,
    random: () => 1,
  });
  return {
    queue,
    open,
    accepted,
    pauses,
    mostOpen: () => mostOpen,
    phases: (task: string) => states.filter(([of]) => of === task).map(([, { phase }]) => phase),
    last: (task: string) => states.findLast(([of]) => of === task)?.[1],
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

t.test('three at once, in the order given', async (t) => {
  const { queue, open, accepted, mostOpen, phases } = drive();
  for (const task of ['a', 'b', 'c', 'd', 'e']) queue.add(task);
  t.strictSame([...open.keys()], ['a', 'b', 'c']);
  t.equal(queue.size, 5);
  t.strictSame(phases('d'), ['waiting']);
  open.get('b')?.succeed();
  await waitUntil('d begins', () => open.has('d'));
  t.strictSame([...open.keys()], ['a', 'c', 'd']);
  for (const task of ['a', 'c', 'd', 'e']) {
    await waitUntil(`${task} is sent`, () => open.has(task));
    open.get(task)?.succeed();
  }
  await waitUntil('all are accepted', () => accepted.length === 5 && queue.size === 0);
  t.equal(mostOpen(), 3);
  t.equal(accepted[0], 'b is id of b');
});

t.test('what may succeed later is tried again, after the time that the server asks for', async (t) => {
  const { queue, open, accepted, pauses, phases } = drive();
  queue.add('a');
  open.get('a')?.fail(refusal('server_unreachable', true));
  await waitUntil('a second try', () => open.has('a'));
  open.get('a')?.fail(refusal('shutting_down', true, 7000));
  await waitUntil('a third try', () => open.has('a'));
  open.get('a')?.succeed();
  await waitUntil('it is accepted', () => accepted.length === 1);
  t.strictSame(pauses, [1000, 7000]);
  t.strictSame(phases('a'), ['waiting', 'pausing', 'pausing']);
});

t.test('what cannot succeed fails at once, and what never does in the end; then others go on', async (t) => {
  const { queue, open, last, pauses } = drive();
  queue.add('bad');
  open.get('bad')?.fail(refusal('content_mismatch', false));
  await waitUntil('it has failed', () => last('bad')?.phase === 'failed');
  t.match(last('bad'), { problem: { code: 'content_mismatch' } });
  t.equal(pauses.length, 0);

  queue.add('hopeless');
  for (let tries = 0; last('hopeless')?.phase !== 'failed'; tries++) {
    await waitUntil('a try or the end', () => open.has('hopeless') || last('hopeless')?.phase === 'failed');
    open.get('hopeless')?.fail(refusal('server_unreachable', true));
    t.ok(tries < 20);
  }
  t.equal(pauses.length, 7, 'eight tries');
  await waitUntil('nothing is left', () => queue.size === 0);
  queue.add('hopeless');
  t.ok(open.has('hopeless'), 'a person may begin it anew');
});

t.test('what is dropped is not heard of again', async (t) => {
  const { queue, open, accepted, phases } = drive();
  for (const task of ['a', 'b', 'c', 'd']) queue.add(task);
  queue.drop('d');
  queue.drop('a');
  await waitUntil('its place is free', () => queue.size === 2);
  t.notOk(open.has('a') || open.has('d'));
  t.strictSame([phases('a'), phases('d'), accepted], [['waiting'], ['waiting'], []]);
});

t.test('how far it is, and how fast', async (t) => {
  const { queue, open, last, pass } = drive();
  queue.add('a');
  open.get('a')?.report(100, 1000);
  t.strictSame(last('a'), {
    phase: 'sending',
    sentBytes: 100,
    totalBytes: 1000,
    bytesPerSecond: undefined,
    remainingSeconds: undefined,
  });
  pass(1000);
  open.get('a')?.report(300, 1000);
  t.match(last('a'), { bytesPerSecond: 200, remainingSeconds: 3.5 });
  open.get('a')?.report(1000, 1000);
  t.strictSame(last('a'), { phase: 'accepting' });
});

t.test('the speed is that of the last seconds', async (t) => {
  const measure = createSpeedMeter();
  for (let second = 0; second <= 10; second++) measure(second * 1000, 100_000, second * 1000);
  for (let second = 11; second <= 15; second++) measure(10_000 + (second - 10) * 10, 100_000, second * 1000);
  t.match(measure(10_060, 100_000, 16_000), { bytesPerSecond: 10, remainingSeconds: 8994 });
  const stalled = createSpeedMeter();
  stalled(5, 10, 0);
  t.strictSame(stalled(5, 10, 9000), { bytesPerSecond: 0, remainingSeconds: undefined });
});

t.test('pauses grow to half a minute', async (t) => {
  t.strictSame(
    [1, 2, 3, 4, 5, 6, 7].map((failures) => retryDelayMs(failures, undefined, 1)),
    [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
  );
  t.equal(retryDelayMs(3, undefined, 0), 2000, 'at least half');
  t.equal(retryDelayMs(1, 60_000, 1), 60_000, 'the server knows better');
});
