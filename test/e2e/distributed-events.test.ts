// Event streams where the API that a client watches is not the process that converts.
import t from 'tap';
import { type OpenStream, openStream, type SeenFrame } from '../events/sse-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, holdConversion, skip } from './distributed-processes.ts';
import { accepted, get, type Served } from './served-process.ts';

t.setTimeout(600_000);

const eventsOf = ({ address }: Served, id: string) => `${address}/api/v1/conversions/${id}/events`;

const idsOf = (frames: readonly SeenFrame[]) => frames.map(({ id }) => Number(id));

const rise = (ids: readonly number[]) => ids.every((id, at) => at === 0 || id > ids[at - 1]!);

/** A snapshot of what has ended is followed by the terminal frame of the same revision. */
const isEndTwice = ({ event, data }: SeenFrame) => event === 'snapshot' && data.status === 'completed';

const last = (stream: OpenStream) => idsOf(stream.events()).at(-1) ?? 0;

/** A binary STL of so many triangles, side by side. */
function longStl(triangles: number): Blob {
  const file = Buffer.alloc(84 + 50 * triangles);
  file.writeUInt32LE(triangles, 80);
  const side = Math.ceil(Math.sqrt(triangles));
  for (let at = 0; at < triangles; at++) {
    const [x, y] = [at % side, Math.floor(at / side)];
    const corners = [x, y, 0, x + 1, y, 0, x, y + 1, 1];
    for (const [index, value] of corners.entries()) file.writeFloatLE(value, 84 + 50 * at + 12 + 4 * index);
  }
  return new Blob([file]);
}

t.test('one API tells of what any worker converts: rising revisions, and the end', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [first, second] = await Promise.all([api(), api(), worker(), worker()]);
  const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => accepted(second)));
  const streams = await Promise.all(ids.map((id) => openStream(t, eventsOf(first, id))));
  for (const [at, stream] of streams.entries()) {
    await stream.ended;
    const frames = stream.events();
    const revisions = idsOf(frames.filter((frame) => !isEndTwice(frame)));
    t.ok(rise(revisions), String(revisions));
    t.match(frames.at(-1), { event: 'completed', data: { id: ids[at], status: 'completed', progress: 100 } });
    const progress = frames.map(({ data }) => Number(data.progress));
    t.strictSame(
      progress,
      progress.toSorted((a, b) => a - b),
      'progress never falls',
    );
  }
});

t.test(
  'its API is killed: the client goes on at another one, with newer states only',
  { skip },
  async (t) => {
    const { api, worker } = cluster(t);
    const [one, two, running] = await Promise.all([api(), api(), worker()]);
    const { id, goOn } = await holdConversion(t, one, running);
    const before = await openStream(t, eventsOf(one, id));
    await before.seen('snapshot');
    one.process.kill('SIGKILL');
    await t.rejects(before.ended, 'the connection broke');
    const known = last(before);
    // The lease is renewed, so there is something new.
    await waitUntil('it goes on meanwhile', async () => {
      const { headers } = await fetch(`${two.address}/api/v1/conversions/${id}`);
      return Number(/\d+/.exec(headers.get('etag') ?? '')?.[0]) > known;
    });

    const after = await openStream(t, eventsOf(two, id), { 'last-event-id': String(known) });
    const [snapshot] = await after.seen('snapshot');
    t.ok(Number(snapshot?.id) > known, 'the snapshot is newer');
    goOn();
    await after.ended;
    const seen = [...idsOf(before.events()), ...idsOf(after.events())];
    t.ok(rise(seen), String(seen));
    t.match(after.events().at(-1), { event: 'completed', data: { id, attempt: 1 } });

    const end = last(after);
    const again = await openStream(t, eventsOf(two, id), { 'last-event-id': String(end) });
    t.equal(again.status, 204, 'there is nothing more');
    const late = await openStream(t, eventsOf(two, id), { 'last-event-id': String(known) });
    await late.ended;
    t.match(late.events().at(-1), { event: 'completed', id: String(end) }, 'who missed the end gets it');
  },
);

t.test('a long conversion costs at most four writes and four frames a second', { skip }, async (t) => {
  const { api, worker } = cluster(t, { LEASE_MS: '30000' });
  const [served] = await Promise.all([api(), worker()]);
  const id = await accepted(served, { file: longStl(1_000_000), name: 'long.stl', to: 'obj' });
  const stream = await openStream(t, eventsOf(served, id));
  await stream.ended;
  const { started_at, completed_at } = (await get(served, id)) as unknown as Record<string, string>;
  const seconds = (Date.parse(completed_at!) - Date.parse(started_at!)) / 1000;
  const revisions = last(stream);
  const frames = stream.events().filter(({ event }) => event === 'progress').length;
  t.comment(`${seconds} s, ${revisions} revisions, ${frames} progress frames`);
  t.ok(frames >= 4, 'there is progress to be counted');
  const AROUND = 4; // inserted, announced, claimed, completed
  t.ok(revisions - AROUND <= 4 * seconds + 1, `${revisions} revisions in ${seconds} s`);
  t.ok(frames <= 4 * seconds + 1, `${frames} frames in ${seconds} s`);
});
