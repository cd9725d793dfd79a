// The server dies while an upload with an Idempotency-Key is under way, and the client comes again.
import t from 'tap';
import { waitUntil } from '../support/wait-until.ts';
import { killed, killMidUpload, recovers, type Server, start, upload } from './crashing-server.ts';

t.setTimeout(600_000);

const KEY = { 'idempotency-key': 'crash-1' };

t.test('killed mid-upload: once the lease has run out, the same key succeeds', async (t) => {
  const folder = t.testdir({});
  await killMidUpload(folder, 'Idempotency-Key: crash-1\r\n', { LEASE_MS: '4000' });
  const statuses: number[] = [];
  await recovers(t, folder, [], 1, async (server: Server) => {
    let answer: Awaited<ReturnType<typeof upload>>;
    await waitUntil('it is accepted', async () => {
      answer = await upload(server, KEY);
      statuses.push(answer?.status ?? 0);
      return answer?.status === 201;
    });
    t.equal(answer?.headers.get('idempotency-replayed'), null, 'the first try made nothing');
    const again = await upload(server, KEY);
    t.match([again?.status, again?.id], [201, answer?.id]);
    t.equal(again?.headers.get('idempotency-replayed'), 'true');
  });
  const before = statuses.slice(0, -1); // how many depends on how long the start took
  t.ok(
    before.every((status) => status === 409),
    'until then nobody knows that it is dead',
  );
});

for (const point of ['between file and record', 'between record and end of key']) {
  t.test(`killed ${point}: the request is answered again and makes one conversion`, async (t) => {
    const folder = t.testdir({});
    const server = await start(folder, point, { LEASE_MS: '1000' });
    t.equal(await upload(server, KEY), undefined);
    t.equal(await killed(server), 'SIGKILL', 'it really died there');
    await recovers(t, folder, [], 1, async (server) => {
      let answer: Awaited<ReturnType<typeof upload>>;
      await waitUntil('it is accepted', async () => {
        answer = await upload(server, KEY);
        return answer?.status === 201;
      });
      const made = point === 'between record and end of key' ? 'true' : null;
      t.equal(answer?.headers.get('idempotency-replayed'), made);
    });
  });
}
