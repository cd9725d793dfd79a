/** Private services that may be harmed, a proxy before each, and two APIs and two workers on them. */

import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/services/free-port.mjs';
import { startRabbitMq } from '../../scripts/services/rabbitmq.mjs';
import { startSecantusDb } from '../../scripts/services/secantusdb.mjs';
import { startToxiproxy } from '../../scripts/services/toxiproxy.mjs';
import { createReleaseStack } from '../../src/release-stack.ts';
import { type Entry, parseJournal } from './history.ts';
import { openObjectStorage } from './object-storage.ts';
import type { Random } from './random.ts';
import { openDisk } from './small-disk.ts';
import { type Exit, type Supervised, supervise } from './supervised.ts';

/** Short, so that a lost worker is missed within a round; the chaos is dense, so attempts are many. */
export const SETTINGS = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
  WORKER_CONCURRENCY: '1',
  LEASE_MS: '2000',
  SWEEP_INTERVAL_MS: '500',
  RETRY_BASE_MS: '100',
  MAX_ATTEMPTS: '30',
  SHUTDOWN_GRACE_MS: '3000',
} as const;
export const LEASE_MS = Number(SETTINGS.LEASE_MS);
export const SWEEP_INTERVAL_MS = Number(SETTINGS.SWEEP_INTERVAL_MS);
const NAMESPACE = 'chaos';
export const qualified = (name: string): string => `${NAMESPACE}.v1:${name}`;

export type Cluster = Awaited<ReturnType<typeof startCluster>>;

export interface ClusterOptions {
  folder: string;
  /** What the storage folder, or the scratch folders beside S3, have room for. */
  diskMib: number;
  storage: 's3' | 'folder';
  random: Random;
}

export async function startCluster({ folder, diskMib, storage, random }: ClusterOptions) {
  const releases = createReleaseStack();
  const exits: Exit[] = [];
  const journals = join(folder, 'journals');
  await mkdir(journals, { recursive: true });
  try {
    const ports = { database: await freePort(), broker: await freePort(), toxiproxy: await freePort() };
    const [database, broker, toxiproxy] = await Promise.all([
      startSecantusDb({ folder: join(folder, 'database'), port: ports.database }).then((one) =>
        releases.opened('database', one, (d) => d.stop()),
      ),
      startRabbitMq({ folder: join(folder, 'broker'), port: ports.broker }).then((one) =>
        releases.opened('broker', one, (b) => b.stop()),
      ),
      startToxiproxy({ port: ports.toxiproxy }).then((one) =>
        releases.opened('toxiproxy', one, (t) => t.stop()),
      ),
    ]);
    const links = {
      database: await toxiproxy.proxy('database', await freePort(), ports.database),
      broker: await toxiproxy.proxy('broker', await freePort(), ports.broker),
    };
    const disk = releases.opened('disk', await openDisk(join(folder, 'storage'), diskMib), (d) => d.close());
    const s3 =
      storage === 's3'
        ? releases.opened(
            's3',
            await openObjectStorage(join(folder, 's3'), await freePort(), random.fork()),
            (one) => one.close(),
          )
        : undefined;
    /** Past the proxies. */
    const direct = {
      MONGODB_URL: `mongodb://127.0.0.1:${ports.database}/chaos?journal=true&directConnection=true`,
      AMQP_URL: `amqp://127.0.0.1:${ports.broker}`,
      AMQP_NAMESPACE: NAMESPACE,
      STORAGE_DIR: disk.folder,
      ...s3?.direct,
    };
    const proxied = {
      ...direct,
      MONGODB_URL: `mongodb://127.0.0.1:${links.database.port}/chaos?journal=true&directConnection=true`,
      AMQP_URL: `amqp://127.0.0.1:${links.broker.port}`,
      ...s3?.proxied,
    };
    const start = (role: 'api' | 'worker', name: string, more: NodeJS.ProcessEnv = {}): Supervised =>
      releases.opened(
        name,
        supervise({
          role,
          name,
          folder: journals,
          env: { ...process.env, ...SETTINGS, ...proxied, ...more },
          onUnexpectedExit: (exit) => exits.push(exit),
        }),
        (one) => one.stop(),
      );
    const addresses: string[] = [];
    const apis: Supervised[] = [];
    for (const name of ['api-1', 'api-2']) {
      const port = await freePort();
      addresses.push(`http://127.0.0.1:${port}`);
      apis.push(start('api', name, { PORT: String(port) }));
    }
    const workers = ['worker-1', 'worker-2'].map((name) => start('worker', name));
    const processes = [...apis, ...workers];
    await Promise.all(processes.map((one) => one.ready()));
    return {
      folder,
      database,
      broker,
      links,
      disk,
      s3,
      /** The environment of a process that reaches the services past the proxies. */
      direct: { ...SETTINGS, ...direct },
      amqpUrl: direct.AMQP_URL,
      addresses,
      apis,
      workers,
      processes,
      exits: exits as readonly Exit[],
      async journal(): Promise<Entry[]> {
        const files = (await readdir(journals)).filter((name) => name.endsWith('.jsonl'));
        const texts = await Promise.all(files.map((name) => readFile(join(journals, name), 'utf8')));
        return texts.flatMap(parseJournal).sort((one, other) => one.at - other.at);
      },
      async stopProcesses(): Promise<void> {
        await Promise.all(processes.map((one) => one.stop()));
      },
      close: () => releases.releaseAll(),
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}
