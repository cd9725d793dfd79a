import type { ConfirmChannel } from 'amqplib';
import { qualified } from '../cluster.ts';
import type { State } from '../history.ts';
import { withChannel } from './amqp.ts';
import type { Fault, Ground } from './fault.ts';

/** By this the harness knows its own messages among the dead letters. */
export const CHAOS_MESSAGE = 'chaos';
const EXCHANGE = qualified('conversion_created');
const KEY = 'conversion_created';

const announcement = (id: string, revision: number) =>
  Buffer.from(JSON.stringify({ schema: 1, id, revision }));

async function publish(
  channel: ConfirmChannel,
  content: Buffer,
  contentType = 'application/json',
): Promise<void> {
  const options = { contentType, persistent: true, mandatory: true, messageId: CHAOS_MESSAGE };
  await new Promise<void>((resolve, reject) => {
    channel.publish(EXCHANGE, KEY, content, options, (error: unknown) => (error ? reject(error) : resolve()));
  });
}

const message = (name: string, make: (ground: Ground) => (readonly [Buffer, string?])[]): Fault => ({
  name,
  harms: 'broker',
  async inject(ground) {
    const contents = make(ground);
    await withChannel(ground.cluster.amqpUrl, async (channel) => {
      for (const [content, type] of contents) await publish(channel, content, type);
    });
    return { hit: contents.length > 0, overAt: Date.now() };
  },
});

/**
 * Of what a worker has begun or ended, as the processes wrote it: an announcement of what waits would bring about
 * what the service must do alone, after another fault has lost the message.
 */
function begun({ cluster, random }: Ground): string[] {
  const calls = new Map<string, string>();
  const states = new Map<string, State>();
  for (const entry of cluster.processes.flatMap((one) => one.journal())) {
    if (entry.kind === 'try') calls.set(`${entry.by}/${entry.call}`, entry.id);
    if (entry.kind !== 'answer' || entry.state === undefined) continue;
    const id = calls.get(`${entry.by}/${entry.call}`)!;
    if ((states.get(id)?.revision ?? 0) < entry.state.revision) states.set(id, entry.state);
  }
  const ids = [...states].filter(([, { status }]) => status !== 'pending').map(([id]) => id);
  return [...ids.slice(-10), ...random.shuffled(ids).slice(0, 5)];
}

export const messageFaults: readonly Fault[] = [
  message('duplicate messages', (ground) =>
    begun(ground).flatMap((id) => [1, 1, 1].map((revision) => [announcement(id, revision)] as const)),
  ),
  message('reordered messages', (ground) =>
    begun(ground)
      .reverse()
      .flatMap((id) => [9, 1, 4].map((revision) => [announcement(id, revision)] as const)),
  ),
  message('foreign messages', ({ random }) => [
    [
      announcement(
        random
          .between(2 ** 40, 2 ** 41)
          .toString(16)
          .padStart(24, '0'),
        1,
      ),
    ],
    [Buffer.from(JSON.stringify({ order: 4711, status: 'shipped' }))],
    [Buffer.from(JSON.stringify({ schema: 99, id: 'f'.repeat(24), revision: 1 }))],
  ]),
  message('malformed messages', () => [
    [Buffer.from('{"schema":1,"id":')],
    [Buffer.alloc(0)],
    [Buffer.from([0xff, 0xfe, 0, 1]), 'application/octet-stream'],
    [Buffer.from(JSON.stringify({ schema: 1, id: '../../etc/passwd', revision: 1 }))],
    [Buffer.from(JSON.stringify({ schema: 1, id: { $ne: null }, revision: -1 }))],
    [Buffer.from('null')],
  ]),
];
