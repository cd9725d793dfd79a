import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import type { RabbitMqNode } from '../../scripts/services/rabbitmq.mjs';
import { isRabbitMqInstalled, startRabbitMq } from '../../scripts/services/rabbitmq.mjs';
import type { RabbitMqBusOptions } from '../../src/bus/rabbitmq-bus.ts';
import type { ProgressMessage } from '../../src/domain/ports.ts';
import { NOON, nextId } from '../contracts/sample-conversion.ts';
import { until } from '../contracts/until.ts';
import { AMQP_TEST_URL, openTestBus } from './rabbitmq-test-bus.ts';

const OUTAGE_LIMIT_MS = 60_000;

const mayStart = process.env.RABBITMQ_TEST_PRIVATE === '1' || (AMQP_TEST_URL !== '' && isRabbitMqInstalled());
export const NEEDS_PRIVATE_NODE = mayStart
  ? { timeout: 600_000 }
  : { skip: 'needs RABBITMQ_TEST_PRIVATE=1, or AMQP_TEST_URL and rabbitmq-server' };

/** A node that the test may harm. */
export async function startPrivateNode(
  t: Test,
  settings: (folder: string) => Promise<string[]> = async () => [],
): Promise<{ node: RabbitMqNode; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-rabbitmq-'));
  const node = await startRabbitMq({ folder, port: await freePort(), settings: await settings(folder) });
  t.teardown(async () => {
    await node.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { node, folder };
}

/**
 * Its queues stay, since the node goes with them: RabbitMQ 3.10 declares no queue any more, until it is started again,
 * where many are deleted in the moment after its start.
 */
export async function openBusFor(t: Test, options: RabbitMqBusOptions) {
  const opened = await openTestBus(options);
  t.teardown(() => opened.bus.close());
  return opened;
}

/** What a whole deployment does with a bus: it announces, consumes, and watches both signals. */
export async function openEverything(t: Test, options: RabbitMqBusOptions) {
  const { bus, qualify } = await openBusFor(t, options);
  const announced = new Set<string>();
  const handled = new Set<string>();
  const seen = { progress: 0, cancel: 0 };
  await bus.consumeCreated(4, async ({ id }) => {
    handled.add(id);
    return { kind: 'done' };
  });
  await bus.watchProgress(() => {
    seen.progress += 1;
  });
  await bus.watchCancel(() => {
    seen.cancel += 1;
  });
  const announce = async () => {
    const id = nextId();
    await bus.announceCreated({ id, revision: 1 });
    announced.add(id);
  };
  const allHandled = () => [...announced].every((id) => handled.has(id));
  /** Announces until it works, as the sweeper does, and until everything works again. */
  const recovers = async () => {
    await until('an announcement is confirmed', () => succeeds(announce), OUTAGE_LIMIT_MS);
    await until('all that was confirmed has come', allHandled, OUTAGE_LIMIT_MS);
    const before = { ...seen };
    const signals = () => {
      bus.publishProgress(progressMessage());
      bus.publishCancel({ id: nextId() });
      return seen.progress > before.progress && seen.cancel > before.cancel;
    };
    await until('the watchers see signals', signals, OUTAGE_LIMIT_MS);
    await until('it answers a ping', () => succeeds(() => bus.ping()), OUTAGE_LIMIT_MS);
  };
  await recovers();
  return { bus, qualify, announced, handled, announce, recovers };
}

export const progressMessage = (): ProgressMessage => ({
  id: nextId(),
  revision: 1,
  status: 'in_progress',
  stage: 'reading',
  progress: 1,
  attempt: 1,
  updatedAt: NOON,
});

export const succeeds = (action: () => Promise<unknown>): Promise<boolean> =>
  action().then(
    () => true,
    () => false,
  );
