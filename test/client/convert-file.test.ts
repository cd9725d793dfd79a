// The client against the whole service, with conversions that are real.
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { freePort } from '../../scripts/services/free-port.mjs';
import { type ConversionProgress, ConvertoError, createClient } from '../../src/client/client.ts';
import { cubeStl } from '../support/cube.ts';
import { runConverto } from '../support/running-converto.ts';
import { waitUntil } from '../support/wait-until.ts';

const folder = t.testdir();
const cube = (edge = 20) => new File([cubeStl(edge)], 'cube.stl');

async function start(t: Parameters<typeof runConverto>[0], env: Record<string, string> = {}) {
  const { api } = await runConverto(t, env);
  return createClient({ baseUrl: `${api.address}/` });
}

t.test('a file becomes a completed conversion, with progress, and can be downloaded', async (t) => {
  const client = await start(t);
  const seen: ConversionProgress[] = [];
  const conversion = await client.convertFile(cube(), {
    to: '.glb',
    options: { source_unit: 'in' },
    tag: 'client:1',
    onProgress: (progress) => seen.push(progress),
  });
  t.match(conversion, {
    status: 'completed',
    progress: 100,
    file_name: 'cube.stl',
    tag: 'client:1',
    options: { source_unit: 'in' },
    report: { triangles: 12 },
  });
  t.ok(seen.length >= 2, 'there was progress');
  t.match(seen.at(-1), { id: conversion.id, status: 'completed', progress: 100, stage: 'done', attempt: 1 });
  const percents = seen.map(({ progress }) => progress);
  t.strictSame(
    percents,
    [...percents].sort((a, b) => a - b),
    'which never fell',
  );

  const file = await client.download(conversion.id);
  t.equal(Buffer.from(await file.arrayBuffer()).toString('latin1', 0, 4), 'glTF');
  const original = await client.download(conversion.id, { type: 'original' });
  t.strictSame(Buffer.from(await original.arrayBuffer()), cubeStl(20), 'what was sent arrived');

  t.match(await client.get(conversion.id), { id: conversion.id, status: 'completed' });
  t.match(await client.list({ tag: 'client:1', limit: 5 }), {
    total: 1,
    limit: 5,
    data: [{ id: conversion.id }],
  });
  t.equal((await client.list()).limit, 10);
  t.ok((await client.formats()).some(({ source, target }) => source === 'stl' && target === 'glb'));
  const again = await client.retry(conversion.id);
  t.match(await client.watch(again.id), { status: 'completed', retry_of: conversion.id });
  await t.rejects(client.cancel(conversion.id), { code: 'conversion_already_ended', status: 409 });
  await client.remove(conversion.id);
  await t.rejects(client.get(conversion.id), { code: 'conversion_not_found', status: 404, retryable: false });
  const { data, response } = await client.raw.GET('/version');
  t.match([data, response.status], [{ name: 'converto' }, 200]);
});

t.test('every kind of source arrives as it is', async (t) => {
  const client = await start(t);
  const bytes = cubeStl(7);
  const path = join(folder, 'on disk.stl');
  await writeFile(path, bytes);
  const chunks = async function* () {
    yield bytes.subarray(0, 100);
    yield bytes.subarray(100);
  };
  const name = 'Größe "1".stl';
  const sources = {
    'a file': [new File([bytes], name), {}],
    'a blob of a disk': [await openAsBlob(path), { fileName: name }],
    'chunks of a known size': [{ name, size: bytes.length, stream: chunks }, {}],
    'chunks of an unknown size': [{ name, stream: chunks }, {}],
    'a web stream': [{ name, stream: () => new Blob([bytes]).stream() }, {}],
  } as const;
  for (const [what, [source, more]] of Object.entries(sources)) {
    const sent: number[] = [];
    const totals = new Set<number | undefined>();
    const plain = await client.upload(source, { to: 'obj', ...more });
    const watched = await client.upload(source, {
      to: 'obj',
      ...more,
      onUploadProgress: ({ sentBytes, totalBytes }) => {
        sent.push(sentBytes);
        totals.add(totalBytes);
      },
    });
    t.strictSame(
      [sent[0], sent.at(-1), [...totals]],
      [0, bytes.length, ['size' in source ? bytes.length : undefined]],
      `${what}: progress of the upload`,
    );
    for (const { id } of [plain, watched]) {
      t.equal((await client.watch(id)).file_name, name, what);
      const original = await client.download(id, { type: 'original' });
      t.strictSame(Buffer.from(await original.arrayBuffer()), bytes, what);
    }
  }
  await t.rejects(client.upload(new Blob([bytes]), { to: 'obj' }), {
    name: 'TypeError',
    message: /fileName/,
  });
});

t.test('failures have their code', async (t) => {
  const client = await start(t, { MAX_TRIANGLES: '11' });
  await t.rejects(client.upload(new File(['x'], 'a.txt'), { to: 'glb' }), {
    name: 'ConvertoError',
    code: 'source_format_unknown',
    status: 400,
    retryable: false,
    requestId: /^[\w-]+$/,
  });
  await t.rejects(client.upload(cube(), { to: 'glb', options: { nonsense: 1 } }), {
    code: 'options_invalid',
    errors: [{ pointer: String, detail: String }],
  });
  const failure = await client.convertFile(cube(), { to: 'glb' }).catch((error: unknown) => error);
  t.ok(failure instanceof ConvertoError);
  t.match(failure, {
    code: 'input_limit_exceeded',
    retryable: false,
    status: undefined,
    conversion: { status: 'failed' },
  });
  await t.rejects(client.download((failure as ConvertoError).conversion!.id), {
    code: 'conversion_has_no_result',
  });
});

t.test('an abort stops what it is about', async (t) => {
  const client = await start(t);
  const reason = new Error('the user left');

  const uploading = new AbortController();
  const endless = async function* () {
    for (;;) yield Buffer.alloc(1000);
  };
  const upload = client.upload(
    { name: 'a.stl', stream: endless },
    {
      to: 'glb',
      signal: uploading.signal,
      onUploadProgress: ({ sentBytes }) => sentBytes > 10_000 && uploading.abort(reason),
    },
  );
  t.equal(await upload.catch((error) => error), reason, 'an upload');
  t.equal((await client.list()).total, 0, 'of which nothing is kept');

  const converting = new AbortController();
  let id = '';
  const conversion = client.convertFile(cube(), {
    to: 'glb',
    signal: converting.signal,
    onProgress: (progress) => {
      id = progress.id;
      converting.abort(reason);
    },
  });
  t.equal(await conversion.catch((error) => error), reason, 'a conversion');
  await waitUntil(
    'it has ended',
    async () => !['pending', 'in_progress'].includes((await client.get(id)).status),
  );
  t.ok(
    ['cancelled', 'completed'].includes((await client.get(id)).status),
    'which was cancelled unless it was done',
  );
  t.equal(
    await client.watch(id, { signal: AbortSignal.abort(reason) }).catch((error) => error),
    reason,
    'a watch',
  );
});

t.test('a server that is not there is waited for, but not for long', async (t) => {
  const client = createClient({ baseUrl: `http://127.0.0.1:${await freePort()}`, patienceMs: 300 });
  for (const call of [
    () => client.get('a'),
    () => client.upload(cube(), { to: 'glb' }),
    () => client.watch('a'),
  ])
    await t.rejects(call(), { code: 'server_unreachable', retryable: true, message: /ECONNREFUSED/ });
  await t.rejects(client.download('a'), { code: 'server_unreachable' });
});
