// Whatever the bus loses, repeats or turns round, and however slowly a reader takes it: what it sees is in order.
import fc from 'fast-check';
import t from 'tap';
import { type Conversion, isTerminal } from '../../src/domain/conversion.ts';
import { progressOf } from '../../src/use-cases/change-conversion.ts';
import { apply, changeOf, freshConversion, type Move, move, START } from '../domain/conversion-sample.ts';
import { waitUntil } from '../support/wait-until.ts';
import { attachReader, FAST, streamOf } from './fake-reader.ts';
import type { SeenFrame } from './sse-client.ts';

interface Step {
  move: Move;
  /** What the bus does with the message; a late one comes after the next. */
  bus: 'once' | 'twice' | 'late' | 'lost';
  reader: 'takes' | 'waits';
}

const step: fc.Arbitrary<Step> = fc.record({
  move,
  bus: fc.constantFrom('once', 'once', 'once', 'twice', 'late', 'lost'),
  reader: fc.constantFrom('takes', 'takes', 'waits'),
});

/** The states that the moves lead through; what the domain refuses is left out. At last it is claimed and cancelled. */
function statesOf(steps: readonly Step[]): Conversion[] {
  const last = { afterMs: 1, progress: 0, stage: 'queued', keepForMs: undefined } as const;
  const states = [freshConversion()];
  let now = START;
  for (const { transition, ...rest } of [
    ...steps.map((one) => one.move),
    { ...last, transition: 'cancel' } as const,
  ]) {
    const current = states.at(-1)!;
    now += rest.afterMs;
    try {
      states.push(apply(current, changeOf(current, { transition, ...rest }, now)));
    } catch {
      states.push(current);
    }
  }
  return states;
}

function inOrder(frames: readonly SeenFrame[], ended: boolean): void {
  let revision = 0;
  const progress = new Map<number, number>();
  for (const [index, { event, id, data }] of frames.entries()) {
    const isEnd = ['completed', 'failed', 'cancelled'].includes(event ?? '');
    const seenBySnapshot = isEnd && frames[index - 1]?.event === 'snapshot';
    if (!(Number(id) > revision) && !(seenBySnapshot && Number(id) === revision))
      throw new Error(`revision ${id} after ${revision}`);
    revision = Number(id);
    // Back to pending the attempt is over, and its number stays until the next claim.
    if (data.status !== 'pending') {
      if (data.progress < (progress.get(data.attempt) ?? 0))
        throw new Error('progress fell within an attempt');
      progress.set(data.attempt, data.progress);
    }
    if (event === 'snapshot' && index > 0) throw new Error('a snapshot that is not first');
    if (isEnd !== (index === frames.length - 1 && ended)) throw new Error(`${event} as frame ${index}`);
  }
}

t.test('revisions rise, progress never falls within an attempt, the end is last', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(8), async (steps, seen) => {
      const states = statesOf(steps);
      const store = { now: states[0]! };
      const { stream } = streamOf(t, {
        find: async () => store.now,
        limits: { ...FAST, heartbeatMs: 5, progressIntervalMs: 1 },
      });
      const reader = attachReader(stream);
      stream.follow(store.now.id, seen);
      const late: (() => void)[] = [];
      for (const [index, state] of states.slice(1).entries()) {
        store.now = state;
        const tell = () => stream.onProgress(progressOf(state));
        const { bus, reader: does } = steps[index] ?? { bus: 'lost', reader: 'takes' };
        if (bus === 'late') late.push(tell);
        else {
          if (bus !== 'lost') tell();
          if (bus === 'twice') tell();
          for (const one of late.splice(0)) one();
        }
        reader.take(does === 'takes');
        await new Promise(setImmediate);
      }
      reader.take(true);
      await waitUntil('the end', reader.ended, 5000);
      inOrder(reader.events(), true);
      const last = reader.events().at(-1);
      t.ok(Number(last?.id) <= states.at(-1)!.revision);
      t.ok(isTerminal(last?.data.status));
      stream.release();
    }),
    { numRuns: 150 },
  );
});
