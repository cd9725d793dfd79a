/** Lets the cluster come to rest, and gathers what the invariants are asked about. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type Conversion, fileKeysOf, isTerminal } from '../../src/domain/conversion.ts';
import type { FormatId } from '../../src/domain/formats.ts';
import type { ConversionStore, FileStorage } from '../../src/domain/ports.ts';
import { createLogger } from '../../src/logger.ts';
import { openResources } from '../../src/open-resources.ts';
import { sweepFiles } from '../../src/use-cases/sweep.ts';
import { readIndependently } from '../support/independent-reader.ts';
import type { Client } from './client.ts';
import { type Cluster, qualified } from './cluster.ts';
import { withChannel } from './faults/amqp.ts';
import { LONGEST_JUMP_MS } from './faults/clock-faults.ts';
import { CHAOS_MESSAGE } from './faults/message-faults.ts';
import { type Final, type History, pairWrites } from './history.ts';
import { holdsWithin } from './holds-within.ts';
import type { Load, Sample } from './load.ts';

/** Waits that a fault may have left behind: a retry's back-off, a delayed announcement, the length of a clock's jump. */
const REST_WITHIN_MS = 90_000;
const WORKING_QUEUES = [
  'conversion_created',
  'conversion_created.small',
  ...['250ms', '1000ms', '5000ms', '30000ms', '120000ms'].map((step) => `conversion_delayed.${step}`),
].map(qualified);

export async function collectHistory(
  cluster: Cluster,
  load: Load,
  clients: readonly Client[],
): Promise<History> {
  const config = readConfig({ ...cluster.direct, LOG_LEVEL: 'silent' });
  const logger = createLogger(config);
  const resources = await openResources(config, logger);
  const { store, storage } = resources;
  try {
    const ended = async () => (await allOf(store)).every(({ status }) => isTerminal(status));
    await holdsWithin(ended, REST_WITHIN_MS);
    await load.finished();
    await holdsWithin(
      async () => (await depths(cluster.amqpUrl)).every(({ messages }) => messages === 0),
      REST_WITHIN_MS,
    );
    await cluster.stopProcesses();
    const queues = await depths(cluster.amqpUrl); // once more: what was not acknowledged has come back

    // Ids are of the clocks that made them, and some were ahead.
    await sweepFiles({ store, storage, logger }, Date.now() + LONGEST_JUMP_MS + 1);
    const files: string[] = [];
    for await (const { key } of storage.list()) files.push(key);
    const conversions = await allOf(store);
    const ids = new Set(conversions.map(({ id }) => id));
    const { seen } = load;
    return {
      writes: pairWrites(await cluster.journal()),
      accepted: seen.accepted,
      deleted: seen.deleted,
      cancelled: seen.cancelled,
      watches: seen.watches,
      downloads: seen.downloads,
      misread: await misread(seen.samples),
      givenUp: clients.flatMap(({ givenUp }) => givenUp),
      final: await Promise.all(conversions.map((one) => finalOf(one, storage))),
      files,
      leftovers: await leftovers(cluster),
      queues,
      deadAnnouncements: (await deadLetters(cluster.amqpUrl)).filter((id) => ids.has(id)),
      exits: cluster.exits,
      idempotent: true,
    };
  } finally {
    await resources.close();
  }
}

async function allOf(store: ConversionStore): Promise<Conversion[]> {
  const all: Conversion[] = [];
  for (let window: { limit: number } & ({ skip: number } | { after: string }) = { limit: 500, skip: 0 }; ; ) {
    const { conversions, hasMore } = await store.list({}, window);
    all.push(...conversions);
    if (!hasMore) return all;
    window = { limit: 500, after: conversions.at(-1)!.id };
  }
}

async function finalOf(conversion: Conversion, storage: FileStorage): Promise<Final> {
  const { id, revision, status, progress, attempt, tag, converted, error, createdAt } = conversion;
  const file = converted && (await storage.read(converted.key));
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of file?.stream ?? []) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return {
    ...{ id, revision, status, progress, attempt, tag, createdAt },
    keys: fileKeysOf(conversion),
    sizeBytes: converted?.sizeBytes,
    code: error?.code,
    ...(converted === undefined ? {} : { sha256: converted.sha256 }),
    ...(file === undefined ? {} : { stored: { sizeBytes, sha256: hash.digest('hex') } }),
  };
}

/** What is half done: temporary files, workspaces, parts of uploads. */
async function leftovers({ disk, s3 }: Cluster): Promise<string[]> {
  const entries = await readdir(disk.folder, { recursive: true, withFileTypes: true });
  const temporary = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(disk.folder.length))
    .filter((path) => !/^\/(original|converted)\//.test(path));
  return [...temporary, ...((await s3?.unfinished()) ?? [])];
}

const depths = (amqpUrl: string) =>
  withChannel(amqpUrl, async (channel) => {
    const found: { name: string; messages: number }[] = [];
    for (const name of WORKING_QUEUES)
      found.push({ name, messages: (await channel.checkQueue(name)).messageCount });
    return found;
  });

/** The ids of announcements that are not the harness's own. */
const deadLetters = (amqpUrl: string) =>
  withChannel(amqpUrl, async (channel) => {
    const ids: string[] = [];
    for (let message = await next(); message !== false; message = await next()) {
      if (message.properties.messageId === CHAOS_MESSAGE) continue;
      const { id } = JSON.parse(message.content.toString()) as { id: string };
      ids.push(id);
    }
    return ids;

    function next() {
      return channel.get(qualified('conversion_dead'));
    }
  });

/** A program that is not ours reads some results and finds the triangles that were sent. */
async function misread(samples: readonly Sample[]): Promise<{ id: string; why: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-chaos-samples-'));
  const wrong: { id: string; why: string }[] = [];
  try {
    for (const { id, model, bytes } of samples) {
      const path = join(folder, `${id}.${model.target}`);
      await writeFile(path, bytes);
      const why = await readIndependently(path, model.target as FormatId).then(
        ({ triangles }) =>
          triangles === (model.triangles ?? triangles) && triangles > 0
            ? undefined
            : `${triangles} triangles, not ${model.triangles}`,
        (error: unknown) => String(error),
      );
      if (why !== undefined) wrong.push({ id, why });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return wrong;
}
