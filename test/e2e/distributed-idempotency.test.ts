// One Idempotency-Key at several API processes, on a real database and a real broker.
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { cubeStl } from '../support/cube.ts';
import { rawClient } from '../support/raw-http.ts';
import { waitUntil } from '../support/wait-until.ts';
import { cluster, skip } from './distributed-processes.ts';
import { hasStatus, list, type Served } from './served-process.ts';

t.setTimeout(600_000);

async function upload({ address }: Served, key: string, edge = 20) {
  const form = new FormData();
  form.set('target_format', 'glb');
  form.set('file', new Blob([cubeStl(edge)]), 'cube.stl');
  const headers = { 'idempotency-key': key };
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form, headers });
  const { id, code } = (await answer.json()) as { id?: string; code?: string };
  return { status: answer.status, id, code, replayed: answer.headers.get('idempotency-replayed') === 'true' };
}

/** Comes again as long as it is told that the key is in flight. */
async function uploadPatiently(served: Served, key: string) {
  let answer = await upload(served, key);
  await waitUntil('the key is free', async () => {
    if (answer.status === 409) answer = await upload(served, key);
    return answer.status !== 409;
  });
  return answer;
}

t.test('uploads that race at two APIs make one conversion for each key', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [first, second] = await Promise.all([api(), api(), worker()]);
  const keys = Array.from({ length: 5 }, () => randomUUID());
  for (const key of keys) {
    const racers = [first, second, first, second, first, second].map((served) =>
      uploadPatiently(served, key),
    );
    const answers = await Promise.all(racers);
    t.strictSame([...new Set(answers.map(({ status }) => status))], [201]);
    t.equal(new Set(answers.map(({ id }) => id)).size, 1, 'all know the same one');
    t.equal(answers.filter(({ replayed }) => !replayed).length, 1);
    t.match(await upload(second, key, 30), { status: 422, code: 'idempotency_key_reused' });
  }
  const conversions = await list(second);
  t.equal(conversions.length, keys.length);
  for (const { id } of conversions) await hasStatus(first, id, 'completed');
});

t.test('the key of an API that was killed mid-upload is taken over at another', { skip }, async (t) => {
  const { api, worker } = cluster(t);
  const [first, second] = await Promise.all([api(), api(), worker()]);
  const key = randomUUID();
  const client = await rawClient(t, first.port);
  await client.send(
    `POST /api/v1/conversions HTTP/1.1\r\nHost: x\r\nIdempotency-Key: ${key}\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 90000000\r\n\r\n`,
  );
  t.equal((await client.answer()).status, 100, 'the first holds the key');
  await client.send(
    `--B\r\nContent-Disposition: form-data; name="file"; filename="cube.stl"\r\n\r\nsolid ${'x'.repeat(100_000)}`,
  );
  t.match(await upload(second, key), { status: 409, code: 'idempotency_key_in_flight' });
  first.process.kill('SIGKILL');
  const answer = await uploadPatiently(second, key);
  t.match(answer, { status: 201, replayed: false });
  await hasStatus(second, answer.id!, 'completed');
  t.equal((await list(second)).length, 1);
});
