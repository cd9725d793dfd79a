import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/services/free-port.mjs';
import { startMongoJavaServer } from '../../scripts/services/mongo-java-server.mjs';
import { type RabbitMqNode, startRabbitMq } from '../../scripts/services/rabbitmq.mjs';
import { startSecantusDb } from '../../scripts/services/secantusdb.mjs';
import { type BenchServer, startServer } from './server.ts';

/** A broker and a database of the benchmark's own, and processes on them. */
export interface Deployment {
  amqpUrl: string;
  mongoUrl: string;
  broker: RabbitMqNode;
  start(role: 'api' | 'worker', settings?: Record<string, string>): Promise<BenchServer>;
  /** Ends the processes that still run, then the services. */
  close(): Promise<void>;
}

const ROLE = new URL('converto-role.ts', import.meta.url);

/** @param durable a database that writes to the disk before it answers, and is slower; else one in memory */
export async function openDeployment(
  settings: Record<string, string> = {},
  { durable = false } = {},
): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-deployment-'));
  const [mongo, broker] = await Promise.all([
    durable
      ? startSecantusDb({ folder: join(folder, 'secantusdb'), port: await freePort() })
      : startMongoJavaServer({ port: await freePort() }),
    startRabbitMq({ folder: join(folder, 'rabbitmq'), port: await freePort() }),
  ]);
  const address = new URL(mongo.url);
  address.pathname = '/bench';
  const mongoUrl = address.href;
  const servers: BenchServer[] = [];
  return {
    amqpUrl: broker.url,
    mongoUrl,
    broker,
    async start(role, more = {}) {
      const environment = {
        MONGODB_URL: mongoUrl,
        AMQP_URL: broker.url,
        STORAGE_DIR: join(folder, 'storage'),
        WORKER_CONCURRENCY: '1',
        ...settings,
        ...more,
      };
      const server = await startServer(ROLE, environment, [role]);
      servers.push(server);
      return server;
    },
    async close() {
      for (const server of servers)
        if (server.process.exitCode === null && server.process.signalCode === null) await server.stop();
      await Promise.all([mongo.stop(), broker.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
