// (s) Files on S3: up and down through the adapter, with SHA-256, beside the SDK's own Upload and GetObject, on the same
// server in the same run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { freePort } from '../scripts/services/free-port.mjs';
import { startVersityGw } from '../scripts/services/versitygw.mjs';
import { openS3Storage } from '../src/storage/s3-storage.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 9;
const MIB = 1024 ** 2;
const SIZE = 256 * MIB;
const CHUNK = Buffer.alloc(64 * 1024, 'converto');
const BUCKET = 'bench';
const OURS = '/original/0123456789abcdef01234567/bench.stl';
const THEIRS = 'theirs/bench.stl';
const folder = mkdtempSync(join(tmpdir(), 'bench-s3-'));

async function* source() {
  for (let sent = 0; sent < SIZE; sent += CHUNK.length) yield CHUNK;
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  let received = 0;
  for await (const chunk of stream) received += chunk.length;
  if (received !== SIZE) throw new Error(`${received} of ${SIZE} bytes arrived`);
}

async function rate(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (SIZE / MIB / (performance.now() - started)) * 1000;
}

const server = await startVersityGw({ folder, port: await freePort() });
try {
  const credentials = { accessKeyId: server.access, secretAccessKey: server.secret };
  const access = { endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
  const client = new S3Client(access);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const storage = await openS3Storage({ ...access, bucket: BUCKET, prefix: '', scratchFolder: folder });

  const runs = {
    'SDK, Upload': () =>
      new Upload({ client, params: { Bucket: BUCKET, Key: THEIRS, Body: Readable.from(source()) } }).done(),
    'converto, write with SHA-256': () => storage.write(OURS, source()),
    'SDK, GetObject': async () => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: THEIRS }));
      await drain(Body as Readable);
    },
    'converto, read': async () => drain((await storage.read(OURS))!.stream),
  };
  const rates = new Map(Object.keys(runs).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [theirsUp, oursUp, theirsDown, oursDown] = Object.entries(runs);
    // Who goes first changes, so that what else the machine does meets both alike.
    const order = [theirsUp!, oursUp!, theirsDown!, oursDown!];
    if (round % 2 === 1) order.splice(0, 4, oursUp!, theirsUp!, oursDown!, theirsDown!);
    for (const [name, run] of order) {
      const measured = await rate(run);
      if (round > 0) rates.get(name)!.push(measured); // the first warms up
    }
    await storage.remove(OURS);
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: THEIRS }));
  }
  await storage.close();
  client.destroy();

  printTable(
    [`${SIZE / MIB} MiB, ${ROUNDS} rounds in turns`, 'MiB/s (median)', 'ratio (median of rounds)'],
    [...rates].map(([name, own], index, all) => {
      const [, peer] = all[index - (index % 2)]!;
      const ratio = median(own.map((one, round) => one / peer[round]!));
      return [name, median(own).toFixed(0), index % 2 === 0 ? '1' : ratio.toFixed(2)];
    }),
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
