/** What tests need to send an upload bit by bit over a real connection. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { buildTestApp, listen, type TestApp, type TestAppOverrides } from './build-test-app.ts';
import { CONTENT_TYPE, partHead } from './multipart.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { waitUntil } from './wait-until.ts';

export const FILE_HEAD = partHead({ name: 'file', fileName: 'big.stl' });
export const BLOCK = Buffer.alloc(64 * 1024, 0x20);
/** A binary STL begins so: a header that is no text, and a count. */
export const STL_START = Buffer.concat([Buffer.alloc(80, 1), Buffer.from([255, 255, 0, 0])]);
export const TO_OBJ = Buffer.concat([partHead({ name: 'target_format' }), Buffer.from('obj\r\n')]);

export const head = (extra: string) =>
  `POST /api/v1/conversions HTTP/1.1\r\nHost: x\r\nContent-Type: ${CONTENT_TYPE}\r\n${extra}\r\n`;
export const CHUNKED = 'Transfer-Encoding: chunked\r\n';

export async function start(t: Test, config: TestAppOverrides['config'] = {}) {
  const test = await buildTestApp(t, { config });
  const { port } = await listen(t, test.app);
  return { ...test, port, client: await rawClient(t, port) };
}

export async function nothingIsKept(t: Test, { folder, keys, store }: TestApp) {
  await waitUntil('nothing is kept', async () => (await keys()).length === 0);
  await waitUntil(
    'no temporary file is left',
    async () => (await readdir(join(folder, '.incoming'))).length === 0,
  );
  t.equal((await store.list({}, { limit: 1, skip: 0 })).total, 0);
}

/** Sends blocks until the server closes or `atMost` have gone; how many went. */
export async function keepSending(client: RawClient, atMost: number): Promise<number> {
  let sent = 0;
  while (sent < atMost && (await client.sendChunk(BLOCK))) sent += 1;
  return sent;
}
