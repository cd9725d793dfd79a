// The real server, but it kills itself with SIGKILL at the point that CRASH_AT names. Started by crash.test.ts.
import { readConfig } from '../../src/config.ts';
import { openResources, type Resources } from '../../src/open-resources.ts';
import { startAll } from '../../src/start-all.ts';

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
};

const points: Record<string, (resources: Resources) => Partial<Resources>> = {
  nowhere: () => ({}),
  'between file and record': ({ store }) => ({ store: { ...store, insert: async () => die() } }),
  'between record and announcement': ({ bus }) => ({ bus: { ...bus, announceCreated: async () => die() } }),
  'between record and end of key': ({ idempotencyKeys }) => ({
    idempotencyKeys: {
      ...idempotencyKeys,
      put: async (key, revision, entry) =>
        entry.outcome === undefined ? idempotencyKeys.put(key, revision, entry) : die(),
    },
  }),
  'after the claim': ({ engine }) => ({ engine: { ...engine, convert: async () => die() } }),
  'mid-conversion': ({ engine }) => ({
    engine: {
      ...engine,
      convert: (job, watch) =>
        engine.convert(job, {
          ...watch,
          onProgress: (progress) => (progress.stage === 'writing' ? die() : watch.onProgress(progress)),
        }),
    },
  }),
  'between result and record': ({ store }) => ({
    store: {
      ...store,
      transition: async (id, revision, change) =>
        change.status === 'completed' ? die() : store.transition(id, revision, change),
    },
  }),
  'after the result is recorded': ({ store }) => ({
    store: {
      ...store,
      async transition(id, revision, change) {
        const changed = await store.transition(id, revision, change);
        return change.status === 'completed' ? die() : changed;
      },
    },
  }),
};

const stand = points[process.env.CRASH_AT ?? 'nowhere'];
if (stand === undefined) throw new Error(`no such point: ${process.env.CRASH_AT}`);

const running = await startAll(readConfig(process.env), async (config, logger) => {
  const resources = await openResources(config, logger);
  return { ...resources, ...stand(resources) };
});
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
process.send?.({ address: running.api.address });
