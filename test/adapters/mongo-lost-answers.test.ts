import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { cancel } from '../../src/domain/conversion.ts';
import { openMongoConversionStore } from '../../src/store/mongo-conversion-store.ts';
import { NOON, sampleConversion } from '../contracts/sample-conversion.ts';
import { startAnswerDroppingProxy } from '../support/answer-dropping-proxy.ts';
import {
  NEEDS_PRIVATE_MONGO_JAVA_SERVER,
  NEEDS_PRIVATE_SECANTUSDB,
  openStoreFor,
  type PrivateServer,
  startPrivateMongoJavaServer,
  startPrivateSecantusDb,
} from './mongo-private-server.ts';

const NOT_WRITABLE_PRIMARY = 10107;
const SHUTDOWN_IN_PROGRESS = 91;

/** How a command begins in BSON: a field of this name that holds text. */
const command = (name: string) => `\u0002${name}\u0000`;

async function loseAnswers(t: Test, server: PrivateServer, tries: number) {
  const proxy = await startAnswerDroppingProxy(server.port);
  const url = new URL(server.url);
  url.port = String(proxy.port);
  url.searchParams.set('directConnection', 'true'); // else the driver asks the server where it is, and goes there
  const store = await openStoreFor(t, url.href);
  t.teardown(() => proxy.close());

  const conversion = sampleConversion();
  proxy.loseAnswers(command('insert'), tries);
  await t.resolves(store.insert(conversion), 'the insert is told to have worked');
  t.ok(proxy.lost() > 0, 'although an answer was lost');
  t.strictSame(await store.find(conversion.id), conversion);

  const lostBefore = proxy.lost();
  proxy.loseAnswers(command('update'), tries);
  const after = await store.transition(conversion.id, 1, cancel(conversion, NOON));
  t.match(after, { revision: 2, status: 'cancelled' });
  t.ok(proxy.lost() > lostBefore);
  t.strictSame(await store.find(conversion.id), after, 'once');

  proxy.loseAnswers(command('insert'), tries);
  const twin = sampleConversion({ id: conversion.id, tag: 'twin' });
  await t.rejects(store.insert(twin), 'an insert that was refused is not taken for ours');
  proxy.loseAnswers('', 0);
  t.strictSame(await store.find(conversion.id), after);
}

t.test('answers that are lost on a server without retries', NEEDS_PRIVATE_MONGO_JAVA_SERVER, async (t) => {
  const server = await startPrivateMongoJavaServer(t);
  await loseAnswers(t, server, 1);
});

t.test('a replica set of one', NEEDS_PRIVATE_SECANTUSDB, async (t) => {
  const server = await startPrivateSecantusDb(t, ['--enable-test-commands']);
  const client = new MongoClient(server.url);
  t.teardown(() => client.close());
  const admin = client.db('admin');

  await t.test('an answer that is lost, and the driver tries again', (t) => loseAnswers(t, server, 1));
  await t.test('answers that are lost to every try of the driver', (t) => loseAnswers(t, server, 2));

  for (const errorCode of [NOT_WRITABLE_PRIMARY, SHUTDOWN_IN_PROGRESS]) {
    await t.test(`a primary that answers ${errorCode} once is asked again`, async (t) => {
      const store = await openStoreFor(t, server.url);
      const conversion = sampleConversion();
      const failOnce = (failCommands: string[]) =>
        admin.command({
          configureFailPoint: 'failCommand',
          mode: { times: 1 },
          data: { failCommands, errorCode, errorLabels: ['RetryableWriteError'] },
        });
      await failOnce(['insert']);
      await t.resolves(store.insert(conversion));
      await failOnce(['find']);
      t.strictSame(await store.find(conversion.id), conversion);
      await failOnce(['update']);
      const after = await store.transition(conversion.id, 1, cancel(conversion, NOON));
      t.match(after, { revision: 2 });
      await failOnce(['aggregate']);
      t.equal((await store.list({ status: 'cancelled' }, { limit: 99, skip: 0 })).hasMore, false);
      await failOnce(['delete']);
      t.equal(await store.remove(conversion.id), true);
    });
  }

  for (const fault of [{ errorCode: NOT_WRITABLE_PRIMARY }, { closeConnection: true }]) {
    await t.test(`a write is tried again where the driver may not: ${JSON.stringify(fault)}`, async (t) => {
      const store = await openStoreFor(t, `${server.url}&retryWrites=false`);
      const conversion = sampleConversion();
      const failing = (command: string) =>
        admin.command({
          configureFailPoint: 'failCommand',
          mode: { times: 1 },
          data: { failCommands: [command], ...fault },
        });
      await failing('insert');
      await t.resolves(store.insert(conversion));
      await failing('update');
      const after = await store.transition(conversion.id, 1, cancel(conversion, NOON));
      t.match(after, { revision: 2 });
      t.strictSame(await store.find(conversion.id), after);
    });
  }

  await t.test('a primary that steps down for two seconds costs two seconds', async (t) => {
    const store = await openMongoConversionStore({
      url: `${server.url}&serverMonitoringMode=poll`, // it does not tell those who wait that it is back
    });
    t.teardown(() => store.close());
    const conversion = sampleConversion();
    await store.insert(conversion);
    await admin.command({ replSetStepDown: 2, force: true });
    const started = performance.now();
    const after = await store.transition(conversion.id, 1, cancel(conversion, NOON));
    t.match(after, { revision: 2 });
    const tookMs = performance.now() - started;
    t.ok(tookMs > 1000 && tookMs < 5000, `in ${tookMs.toFixed(0)} ms`);
    t.strictSame(await store.find(conversion.id), after);
  });
});
