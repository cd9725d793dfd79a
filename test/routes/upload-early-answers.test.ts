// The server answers while the body is still on its way, or has not begun.
import t from 'tap';
import type { TestAppOverrides } from '../support/build-test-app.ts';
import { goodForm, partHead } from '../support/multipart.ts';
import { BLOCK, CHUNKED, head, keepSending, nothingIsKept, start } from '../support/slow-upload.ts';

t.test('content that is not what the name says is refused while the client sends', async (t) => {
  const test = await start(t);
  const { client } = test;
  await client.send(head(CHUNKED));
  await client.sendChunk(partHead({ name: 'file', fileName: 'big.glb' }));
  await client.sendChunk(BLOCK);
  const answer = await client.answer();
  t.equal(answer.status, 422);
  t.equal(answer.json().code, 'content_mismatch');
  t.equal(answer.headers.connection, 'close');
  await nothingIsKept(t, test);
});

t.test('a client that reads only after it has sent everything still gets the answer', async (t) => {
  const test = await start(t);
  const { client } = test;
  client.socket.pause();
  await client.send(head(CHUNKED));
  await client.sendChunk(partHead({ name: 'file', fileName: 'big.glb' }));
  t.equal(await keepSending(client, 320), 320, 'twenty megabytes after the refusal are taken');
  await client.send('0\r\n\r\n');
  client.socket.resume();
  t.equal((await client.answer()).json().code, 'content_mismatch');
  await client.closed;
});

t.test('a client that never stops sending is cut off in the end', async (t) => {
  const { client } = await start(t, { lingerMs: 200 });
  await client.send(head(CHUNKED));
  await client.sendChunk(partHead({ name: 'file', fileName: 'big.glb' }));
  await client.sendChunk(BLOCK);
  t.equal((await client.answer()).status, 422);
  await keepSending(client, Number.POSITIVE_INFINITY);
  await client.closed;
  t.pass('closed');
});

t.test('Content-Length over the limit: 413 before the body', async (t) => {
  const test = await start(t, { maxUploadBytes: 1000 });
  await test.client.send(head(`Content-Length: ${10 ** 12}\r\n`));
  const answer = await test.client.answer();
  t.match([answer.status, answer.json().code], [413, 'file_too_large']);
  t.match(answer.json().detail, /1000 bytes/);
  t.equal(answer.headers.connection, 'close');
});

t.test('Expect: 100-continue', async (t) => {
  const EXPECT = 'Expect: 100-continue\r\n';
  await t.test('goes on where the request may succeed', async (t) => {
    const { client, port, app } = await start(t);
    const { payload } = goodForm();
    await client.send(head(`Content-Length: ${payload.length}\r\n${EXPECT}`));
    t.equal((await client.answer()).status, 100);
    await client.send(payload);
    t.equal((await client.answer()).status, 201);
    t.ok(port > 0 && app.server.listening);
  });
  const refused: [string, number, string, string, TestAppOverrides['config']][] = [
    ['too large', 413, 'file_too_large', `Content-Length: ${10 ** 12}\r\n`, {}],
    ['queue full', 429, 'queue_full', CHUNKED, { maxQueueLength: 0 }],
  ];
  for (const [name, status, code, header, config] of refused) {
    await t.test(`${name}: no 100`, async (t) => {
      const { client } = await start(t, config);
      await client.send(head(header + EXPECT));
      const answer = await client.answer();
      t.match([answer.status, answer.json().code], [status, code]);
      await client.closed;
      t.notMatch(client.received().toString(), 'HTTP/1.1 100');
    });
  }
  await t.test('draining: no 100', async (t) => {
    const { client, readiness } = await start(t);
    readiness.draining = true;
    await client.send(head(CHUNKED + EXPECT));
    t.match((await client.answer()).json(), { code: 'shutting_down' });
    await client.closed;
    t.notMatch(client.received().toString(), 'HTTP/1.1 100');
  });
  await t.test('a route that takes no body answers at once', async (t) => {
    const { client, drive } = await start(t);
    const { id } = await drive.pending();
    await client.send(
      `POST /api/v1/conversions/${id}/cancel HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n${EXPECT}\r\n`,
    );
    t.equal((await client.answer()).status, 202);
  });
});

t.test('a body that never comes does not hold a route that wants none', async (t) => {
  const { client, drive } = await start(t, { lingerMs: 100 });
  const { id } = await drive.pending();
  await client.send(
    `POST /api/v1/conversions/${id}/cancel HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
  );
  t.equal((await client.answer()).status, 202);
  await client.closed;
});
