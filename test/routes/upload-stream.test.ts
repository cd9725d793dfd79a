// What only shows on a real connection: who answers whom while the body is still on its way.
import t from 'tap';
import { buildTestApp, listen, type TestApp, type TestAppOverrides } from '../support/build-test-app.ts';
import {
  CONTENT_TYPE,
  FORM_END,
  field,
  goodForm,
  multipart,
  partHead,
  TRIANGLE_STL,
} from '../support/multipart.ts';
import { type RawClient, rawClient } from '../support/raw-http.ts';
import { waitUntil } from '../support/wait-until.ts';

const FILE_HEAD = partHead({ name: 'file', fileName: 'big.stl' });
const BLOCK = Buffer.alloc(64 * 1024, 0x20);
/** A binary STL begins so: a header that is no text, and a count. */
const STL_START = Buffer.concat([Buffer.alloc(80, 1), Buffer.from([255, 255, 0, 0])]);
const TO_OBJ = Buffer.concat([partHead({ name: 'target_format' }), Buffer.from('obj\r\n')]);

const head = (extra: string) =>
  `POST /api/v1/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: ${CONTENT_TYPE}\r\n${extra}\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked\r\n';

async function start(t: Parameters<typeof buildTestApp>[0], config: TestAppOverrides['config'] = {}) {
  const test = await buildTestApp(t, { config });
  const { port } = await listen(t, test.app);
  return { ...test, port, client: await rawClient(t, port) };
}

async function nothingIsKept(t: Parameters<typeof buildTestApp>[0], { keys, storage, store }: TestApp) {
  await waitUntil('nothing is kept', async () => (await keys()).length === 0);
  await waitUntil('no temporary file is left', async () => (await storage.removeLeftovers(Infinity)) === 0);
  t.equal((await store.list({}, { limit: 1, skip: 0 })).total, 0);
}

/** Sends blocks until the server closes or `atMost` have gone; how many went. */
async function keepSending(client: RawClient, atMost: number): Promise<number> {
  let sent = 0;
  while (sent < atMost && (await client.sendChunk(BLOCK))) sent += 1;
  return sent;
}

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

t.test('the limit crossed on the way: 413, and nothing is kept', async (t) => {
  const test = await start(t, { maxUploadBytes: 5 * BLOCK.length });
  const { client } = test;
  await client.send(head(CHUNKED));
  await client.sendChunk(FILE_HEAD);
  await client.sendChunk(STL_START);
  for (let n = 0; n < 5; n++) await client.sendChunk(BLOCK);
  const answer = await client.answer();
  t.match([answer.status, answer.json().code], [413, 'file_too_large']);
  await nothingIsKept(t, test);
});

t.test('a file of exactly the limit is accepted, one byte more is not', async (t) => {
  const { app, port } = await start(t, { maxUploadBytes: TRIANGLE_STL.length });
  const upload = (...extra: string[]) => {
    const body = new FormData();
    body.append('file', new Blob([TRIANGLE_STL, ...extra]), 'one.stl');
    body.append('target_format', 'obj');
    return fetch(`http://127.0.0.1:${port}/api/v1/conversions`, { method: 'POST', body });
  };
  t.equal((await upload()).status, 201);
  t.equal((await upload('\n')).status, 413);
  t.ok(app.server.listening);
});

t.test('endless bytes that belong to no file are refused too', async (t) => {
  const junk: [string, Buffer][] = [
    ['before the first boundary', Buffer.from('x')],
    ['in a file that nobody asked for', partHead({ name: 'readme', fileName: 'readme.txt' })],
  ];
  for (const [name, beginning] of junk) {
    const test = await start(t, { maxUploadBytes: 1000, uploadIdleTimeoutMs: 400, lingerMs: 100 });
    await test.client.send(head(CHUNKED));
    await test.client.sendChunk(beginning);
    await keepSending(test.client, Number.POSITIVE_INFINITY);
    const answer = await test.client.answer();
    t.match([answer.status, answer.json().code], [413, 'payload_too_large'], name);
    await nothingIsKept(t, test);
  }
});

t.test('a client that goes away leaves nothing', async (t) => {
  const steps: [string, (client: RawClient) => Promise<unknown>][] = [
    ['before the form', async () => {}],
    ['within a part header', (client) => client.sendChunk(FILE_HEAD.subarray(0, 40))],
    [
      'within the first bytes of the file',
      (client) => client.sendChunk(Buffer.concat([FILE_HEAD, STL_START])),
    ],
    [
      'in the midst of the file',
      async (client) => {
        await client.sendChunk(Buffer.concat([FILE_HEAD, STL_START]));
        await keepSending(client, 50);
      },
    ],
    [
      'after the file',
      async (client) => {
        await client.sendChunk(
          Buffer.concat([FILE_HEAD, Buffer.from(TRIANGLE_STL), Buffer.from('\r\n'), TO_OBJ]),
        );
        await client.sendChunk(partHead({ name: 'tag' }));
      },
    ],
  ];
  for (const [name, step] of steps) {
    await t.test(name, async (t) => {
      const test = await start(t);
      await test.client.send(head(CHUNKED));
      await step(test.client);
      if (name === 'after the file')
        await waitUntil('the file is stored', async () => (await test.keys()).length > 0);
      test.client.socket.destroy();
      await waitUntil('the server noticed', () =>
        test.logged.some((line) => line.includes('upload_aborted')),
      );
      await nothingIsKept(t, test);
    });
  }
});

t.test('a malformed chunk in the midst of the file leaves nothing', async (t) => {
  const test = await start(t);
  await test.client.send(head(CHUNKED));
  await test.client.sendChunk(Buffer.concat([FILE_HEAD, STL_START, BLOCK]));
  await test.client.send('not a chunk size\r\n');
  t.equal((await test.client.answer()).status, 400);
  await test.client.closed;
  await nothingIsKept(t, test);
});

t.test('an upload that stalls is answered 408, and nothing is kept', async (t) => {
  const places: [string, Buffer][] = [
    ['before the form', Buffer.from('--')],
    ['within the first bytes', Buffer.concat([FILE_HEAD, Buffer.from('sol')])],
    ['within the file', Buffer.concat([FILE_HEAD, STL_START, BLOCK])],
    ['within a field', partHead({ name: 'tag' })],
  ];
  for (const [name, bytes] of places) {
    await t.test(name, async (t) => {
      const test = await start(t, { uploadIdleTimeoutMs: 300 });
      const began = performance.now();
      await test.client.send(head(CHUNKED));
      await test.client.sendChunk(bytes);
      const answer = await test.client.answer();
      t.match([answer.status, answer.json().code, answer.json().retryable], [408, 'upload_stalled', true]);
      t.ok(performance.now() - began >= 290, 'not before its time');
      await nothingIsKept(t, test);
    });
  }
});

t.test('a slow but steady upload takes as long as it takes', async (t) => {
  const { client, app } = await start(t, { uploadIdleTimeoutMs: 250 });
  const { payload } = goodForm();
  const began = performance.now();
  await client.send(head(`Content-Length: ${payload.length}\r\n`));
  const pieces = 12;
  const size = Math.ceil(payload.length / pieces);
  for (let n = 0; n < pieces; n++) {
    await client.send(payload.subarray(n * size, (n + 1) * size));
    if (n < pieces - 1) await new Promise((resolve) => setTimeout(resolve, 80)); // the slow line itself
  }
  const answer = await client.answer();
  t.equal(answer.status, 201, answer.body.toString());
  t.ok(performance.now() - began > 3 * 250, 'longer than the idle time, three times over');
  t.ok(app.server.listening);
});

t.test('a server that is slow to store is no stall of the client', async (t) => {
  const { app, keys } = await buildTestApp(t, ({ storage }) => ({
    config: { uploadIdleTimeoutMs: 200 },
    storage: {
      ...storage,
      write: (key, source, limits) =>
        storage.write(
          key,
          (async function* () {
            for await (const chunk of source) {
              await new Promise((resolve) => setTimeout(resolve, 150)); // the slow disk itself
              yield chunk;
            }
          })(),
          limits,
        ),
    },
  }));
  const { url } = await listen(t, app);
  const body = new FormData();
  body.append('file', new Blob([STL_START, Buffer.alloc(700_000)]), 'one.stl');
  body.append('target_format', 'obj');
  const response = await fetch(`${url}/api/v1/conversions`, { method: 'POST', body });
  t.equal(response.status, 201);
  t.equal((await keys()).length, 1);
});

t.test('closing lets an upload finish, within the grace', async (t) => {
  await t.test('it finishes', async (t) => {
    const { app, client, keys, storage } = await start(t, { uploadGraceMs: 60_000 });
    await client.send(head(CHUNKED));
    await client.sendChunk(Buffer.concat([FILE_HEAD, Buffer.from(TRIANGLE_STL)]));
    await waitUntil('it is under way', async () => app.server.listening);
    const closing = app.close();
    await waitUntil('it no longer listens', () => !app.server.listening);
    await client.sendChunk(Buffer.concat([Buffer.from('\r\n'), TO_OBJ, FORM_END.subarray(2)]));
    await client.send('0\r\n\r\n');
    t.equal((await client.answer()).status, 201);
    await closing;
    t.equal((await keys()).length, 1);
    t.ok(storage);
  });
  await t.test('it does not finish', async (t) => {
    const test = await start(t, { uploadGraceMs: 100, lingerMs: 100 });
    await test.client.send(head(CHUNKED));
    await test.client.sendChunk(Buffer.concat([FILE_HEAD, STL_START, BLOCK]));
    await waitUntil('it is under way', () => test.logged.some((line) => line.includes('incoming request')));
    const closing = test.app.close();
    const answer = await test.client.answer();
    t.match([answer.status, answer.json().code], [503, 'shutting_down']);
    t.ok(Number(answer.headers['retry-after']) > 0);
    await closing;
    await nothingIsKept(t, test);
  });
});

t.test('uploads on one connection one after another', async (t) => {
  const { client } = await start(t);
  for (const form of [goodForm(), multipart(field('target_format', 'obj')), goodForm('two.STL')]) {
    await client.send(head(`Content-Length: ${form.payload.length}\r\n`));
    await client.send(form.payload);
    const { status } = await client.answer();
    t.ok(status === 201 || status === 400);
  }
  t.notOk(client.socket.destroyed, 'a refusal after the whole body does not cost the connection');
});
