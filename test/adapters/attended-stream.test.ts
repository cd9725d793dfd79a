import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import t from 'tap';
import { attendedStream } from '../../src/storage/attended-stream.ts';
import { until } from '../contracts/until.ts';

const SILENCE_MS = 100;

function attend(expectedBytes: number) {
  const source = new PassThrough();
  const toError = (cause: unknown) => new Error('away', { cause });
  return { source, stream: attendedStream(source, { silenceMs: SILENCE_MS, expectedBytes, toError }) };
}

const causeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => (error.cause as Error).message,
  );

t.test('every byte passes, in order', async (t) => {
  const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, n) => n % 251));
  const { source, stream } = attend(bytes.length);
  source.end(bytes);
  t.ok((await buffer(stream)).equals(bytes));
});

t.test('an empty source is an end', async (t) => {
  const { source, stream } = attend(0);
  source.end();
  t.equal((await buffer(stream)).length, 0);
});

t.test('a source that says nothing is given up', async (t) => {
  const { source, stream } = attend(10);
  source.write('half');
  t.equal(await causeOf(buffer(stream)), `nothing arrived for ${SILENCE_MS} ms`);
  t.equal(source.destroyed, true);
});

t.test('a reader that takes its time is no silence', async (t) => {
  const bytes = Buffer.alloc(3_000_000, 'x');
  const { source, stream } = attend(bytes.length);
  source.end(bytes);
  const iterator = stream[Symbol.asyncIterator]();
  let received = ((await iterator.next()).value as Buffer).length;
  const began = performance.now();
  await until('the reader has had its break', () => performance.now() - began > 4 * SILENCE_MS);
  for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
    received += (step.value as Buffer).length;
  t.equal(received, bytes.length);
});

t.test('an end that comes too early is a failure, and so are an error and a lost connection', async (t) => {
  const short = attend(10);
  short.source.end('half');
  t.equal(await causeOf(buffer(short.stream)), 'it ended after 4 of 10 bytes');
  const broken = attend(10);
  broken.source.destroy(new Error('reset'));
  t.equal(await causeOf(buffer(broken.stream)), 'reset');
  const closed = attend(10);
  closed.source.destroy();
  t.equal(await causeOf(buffer(closed.stream)), 'the connection was closed');
});

t.test('a reader that goes away takes the source with it', async (t) => {
  const { source, stream } = attend(10);
  stream.destroy();
  await once(stream, 'close');
  t.equal(source.destroyed, true);
});
