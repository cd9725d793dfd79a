// What only shows on a real connection: limits, silence and endings in the midst of a body.
import t from 'tap';
import { buildTestApp, listen } from '../support/build-test-app.ts';
import { FORM_END, field, goodForm, multipart, partHead, TRIANGLE_STL } from '../support/multipart.ts';
import type { RawClient } from '../support/raw-http.ts';
import {
  BLOCK,
  CHUNKED,
  FILE_HEAD,
  head,
  keepSending,
  nothingIsKept,
  STL_START,
  start,
  TO_OBJ,
} from '../support/slow-upload.ts';
import { waitUntil } from '../support/wait-until.ts';

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
  const { client, app } = await start(t, { uploadIdleTimeoutMs: 600 });
  const { payload } = goodForm();
  const began = performance.now();
  await client.send(head(`Content-Length: ${payload.length}\r\n`));
  const pieces = 14;
  const size = Math.ceil(payload.length / pieces);
  for (let n = 0; n < pieces; n++) {
    await client.send(payload.subarray(n * size, (n + 1) * size));
    if (n < pieces - 1) await new Promise((resolve) => setTimeout(resolve, 150)); // the slow line itself
  }
  const answer = await client.answer();
  t.equal(answer.status, 201, answer.body.toString());
  t.ok(performance.now() - began > 3 * 600, 'longer than the idle time, three times over');
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
    const { app, client, keys, logged, port } = await start(t, { uploadGraceMs: 60_000 });
    await client.send(head(CHUNKED));
    await client.sendChunk(Buffer.concat([FILE_HEAD, Buffer.from(TRIANGLE_STL)]));
    await waitUntil('it is under way', () => logged.some((line) => line.includes('incoming request')));
    const closing = app.close();
    const livez = () => fetch(`http://127.0.0.1:${port}/livez`);
    await waitUntil('it closes', async () => (await livez()).headers.get('connection') === 'close');
    await client.sendChunk(Buffer.concat([Buffer.from('\r\n'), TO_OBJ, FORM_END.subarray(2)]));
    await client.send('0\r\n\r\n');
    t.match(await client.answer(), { status: 201, headers: { connection: 'close' } });
    await closing;
    t.equal((await keys()).length, 1);
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
