// Idempotency-Key over real connections.
import { createHash, randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import type { TestAppOverrides } from '../support/build-test-app.ts';
import {
  CONTENT_TYPE,
  FORM_END,
  field,
  file,
  goodForm,
  multipart,
  TRIANGLE_STL,
} from '../support/multipart.ts';
import { type RawAnswer, rawClient } from '../support/raw-http.ts';
import {
  BLOCK,
  CHUNKED,
  FILE_HEAD,
  head,
  nothingIsKept,
  STL_START,
  start,
  TO_OBJ,
} from '../support/slow-upload.ts';
import { waitUntil } from '../support/wait-until.ts';

const EXPECT = 'Expect: 100-continue\r\n';
const { payload } = goodForm();
const keyed = (key: string, length: number, more = '') =>
  head(`Idempotency-Key: ${key}\r\nContent-Length: ${length}\r\n${more}`);

/** A server, and uploads with one key, each on a connection of its own. */
async function serve(t: Test, config: TestAppOverrides['config'] = {}) {
  const test = await start(t, config);
  const key = randomUUID();
  const send = async (body: Buffer, more = '', named = key): Promise<RawAnswer> => {
    const client = await rawClient(t, test.port);
    await client.send(keyed(named, body.length, more));
    await client.send(body);
    return client.answer();
  };
  const onlyOne = async (t: Test) => {
    t.equal((await test.store.list({}, { limit: 10, skip: 0 })).total, 1, 'one conversion');
    t.equal((await test.keys()).length, 1, 'one file');
  };
  return { ...test, key, send, onlyOne };
}

const idOf = (answer: RawAnswer): unknown => answer.json().id;

t.test('a finished key is answered before the body, which is never sent', async (t) => {
  const { key, port, send, onlyOne, drive } = await serve(t);
  const first = await send(payload);
  t.match([first.status, first.headers['idempotency-replayed']], [201, undefined]);
  const ask = async (more = '') => {
    const client = await rawClient(t, port);
    await client.send(keyed(key, payload.length, EXPECT + more));
    const answer = await client.answer();
    await client.closed;
    t.notMatch(client.received().toString(), 'HTTP/1.1 100');
    return answer;
  };
  const again = await ask();
  t.match([again.status, idOf(again)], [201, idOf(first)]);
  t.match(again.headers, { 'idempotency-replayed': 'true', location: first.headers.location });
  const waited = await ask('Prefer: wait=0\r\n');
  t.match([waited.status, idOf(waited)], [201, idOf(first)]);

  await drive.cancel(String(idOf(first)));
  const ended = await ask('Prefer: wait=10\r\n');
  t.match([ended.status, ended.json().status, idOf(ended)], [200, 'cancelled', idOf(first)]);
  t.match(ended.headers, { 'idempotency-replayed': 'true', 'preference-applied': 'wait=10' });
  await onlyOne(t);
});

t.test('without Expect, or with another length, the body is read and compared', async (t) => {
  const { key, port, send, onlyOne } = await serve(t);
  const first = await send(payload);
  const again = await send(payload);
  t.match([again.status, idOf(again)], [201, idOf(first)]);
  t.match(again.headers, { 'idempotency-replayed': 'true', location: first.headers.location });

  const longer = multipart(
    file('one.stl', TRIANGLE_STL),
    field('target_format', '.OBJ'),
    field('nobody', 'x'),
  );
  const client = await rawClient(t, port);
  await client.send(keyed(key, longer.payload.length, EXPECT));
  t.equal((await client.answer()).status, 100, 'only the body can tell');
  await client.send(longer.payload);
  const compared = await client.answer();
  t.match([compared.status, idOf(compared)], [201, idOf(first)]);
  t.match(compared.headers, { 'idempotency-replayed': 'true' });

  const chunked = await rawClient(t, port);
  await chunked.send(head(`Idempotency-Key: ${key}\r\n${CHUNKED}`));
  await chunked.sendChunk(payload);
  await chunked.send('0\r\n\r\n');
  const unmeasured = await chunked.answer();
  t.match([unmeasured.status, idOf(unmeasured)], [201, idOf(first)]);
  await onlyOne(t);
});

t.test('the same key for something else is 422', async (t) => {
  const { key, port, send, onlyOne } = await serve(t);
  await send(payload);
  const others = {
    'other bytes of the same length': multipart(
      file('one.stl', TRIANGLE_STL.replace('vertex 1', 'vertex 2')),
      field('target_format', 'obj'),
    ),
    'another target': multipart(file('one.stl', TRIANGLE_STL), field('target_format', 'ply')),
    'another name': goodForm('two.stl'),
    'a tag': goodForm('one.stl', field('tag', 'x')),
    options: goodForm('one.stl', field('options', '{"target_unit":"in"}')),
  };
  t.equal(others['other bytes of the same length'].payload.length, payload.length);
  for (const [name, { payload }] of Object.entries(others)) {
    const answer = await send(payload);
    t.match([answer.status, answer.json().code], [422, 'idempotency_key_reused'], name);
  }
  const client = await rawClient(t, port);
  await client.send(keyed(key, 10, EXPECT));
  t.match(
    (await client.answer()).json(),
    { status: 422, code: 'idempotency_key_reused' },
    'too short to be it',
  );
  t.equal((await send(payload)).status, 201, 'the first answer stays');
  await onlyOne(t);
  const own = await send(others['another target'].payload, '', 'a-key-of-its-own');
  t.match([own.status, own.headers['idempotency-replayed']], [201, undefined]);
});

t.test('a key in flight is 409 with Retry-After, before the body; given up, it is free', async (t) => {
  const { client, key, port, send, onlyOne, ...test } = await serve(t);
  await client.send(keyed(key, 10 ** 7));
  await client.send(Buffer.concat([TO_OBJ, FILE_HEAD, STL_START, BLOCK]));
  const held = async () => (await test.idempotencyKeys.find({ caller: 'anyone', key }))?.heldUntil ?? 0;
  await waitUntil('the first holds the key', async () => (await held()) > 0);
  const other = await rawClient(t, port);
  await other.send(keyed(key, payload.length, EXPECT));
  const refused = await other.answer();
  t.match([refused.status, refused.json().code], [409, 'idempotency_key_in_flight']);
  t.match(refused.headers['retry-after'], /^[1-5]$/);
  await other.closed;
  t.notMatch(other.received().toString(), 'HTTP/1.1 100');

  client.socket.destroy();
  await waitUntil('the key is free', async () => (await held()) === 0);
  t.equal((await send(payload)).status, 201);
  await onlyOne(t);
});

t.test('a refused request keeps no key', async (t) => {
  const { send, onlyOne } = await serve(t);
  const bad = await send(multipart(file('one.glb', TRIANGLE_STL), field('target_format', 'obj')).payload);
  t.match(bad.json(), { status: 422, code: 'content_mismatch' });
  const good = await send(payload);
  t.match([good.status, good.headers['idempotency-replayed']], [201, undefined]);
  await onlyOne(t);
});

t.test('uploads that race with one key make one conversion and one file', async (t) => {
  const { port, key, keys, store, idempotencyKeys } = await serve(t);
  const digests: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const name = `${key}-${round}`;
    const sent = async (): Promise<RawAnswer> => {
      for (;;) {
        const client = await rawClient(t, port);
        await client.send(keyed(name, payload.length));
        await client.send(payload.subarray(0, 200));
        await client.send(payload.subarray(200));
        const answer = await client.answer();
        client.socket.destroy();
        if (answer.status !== 409) return answer; // the client that comes again, as it was told
      }
    };
    const answers = await Promise.all(Array.from({ length: 8 }, sent));
    t.strictSame([...new Set(answers.map(({ status }) => status))], [201], name);
    t.equal(new Set(answers.map(idOf)).size, 1, 'all know the same one');
    t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1);
    digests.push(String(idOf(answers[0]!)));
    t.equal((await idempotencyKeys.find({ caller: 'anyone', key: name }))?.tries, 1);
  }
  t.equal((await store.list({}, { limit: 1, skip: 0 })).total, 10);
  t.equal((await keys()).length, 10);
  t.equal(new Set(digests).size, 10);
});

t.test('a key is 1 to 255 visible ASCII characters', async (t) => {
  const { app } = await serve(t);
  const send = (key: string | string[]) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/conversions',
      payload,
      headers: { 'content-type': CONTENT_TYPE, 'idempotency-key': key as string },
    });
  for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'clé', ['a', 'b']]) {
    const answer = await send(key);
    t.match([answer.statusCode, answer.json().code], [400, 'idempotency_key_invalid'], JSON.stringify(key));
  }
  for (const key of ['x', '!~"quoted"', 'x'.repeat(255)]) t.equal((await send(key)).statusCode, 201, key);
});

t.test('a large body is compared in constant memory, and cut off where it grows too large', async (t) => {
  const { client, port, key, keys, ...test } = await serve(t);
  const blocks = 400; // 26 MB
  const bytes = Buffer.concat([STL_START, ...Array.from({ length: blocks }, () => BLOCK)]);
  const form = Buffer.concat([TO_OBJ, FILE_HEAD, bytes, FORM_END]);
  await client.send(keyed(key, form.length));
  await client.send(form);
  const first = await client.answer();
  t.equal(first.status, 201, first.body.toString());
  const stored = await test.store.find(String(idOf(first)));
  t.equal(stored?.original.sha256, createHash('sha256').update(bytes).digest('hex'));

  const again = await rawClient(t, port);
  await again.send(keyed(key, form.length));
  await again.send(form);
  const replayed = await again.answer();
  t.match([replayed.status, idOf(replayed)], [201, idOf(first)]);

  const endless = await rawClient(t, port);
  await endless.send(head(`Idempotency-Key: ${key}\r\n${CHUNKED}`));
  await endless.sendChunk(Buffer.concat([TO_OBJ, FILE_HEAD, bytes]));
  await endless.sendChunk(BLOCK);
  const refused = await endless.answer();
  t.match([refused.status, refused.json().code], [422, 'idempotency_key_reused'], 'before its end');
  t.equal((await keys()).length, 1);
});

t.test('nothing of a request that is only compared is stored', async (t) => {
  const { send, keys, ...test } = await serve(t);
  const first = await send(payload);
  await test.app.inject({ method: 'DELETE', url: `/api/v1/conversions/${idOf(first)}` });
  const again = await send(payload);
  t.match([again.status, idOf(again)], [201, idOf(first)], 'deleted since: its id is still the answer');
  await nothingIsKept(t, { ...test, keys });
});
