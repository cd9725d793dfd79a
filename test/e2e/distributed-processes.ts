/** API and workers as processes of their own, on the services that the environment names. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type CliRun, startNode } from '../support/run-cli.ts';
import { waitUntil } from '../support/wait-until.ts';
import { accepted, hasStatus, type Served, stopEngines } from './served-process.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const START_MS = 60_000;

const [mongo] = (process.env.MONGODB_TEST_URLS ?? '').split(/[\s,]+/).filter(Boolean);
const amqp = process.env.AMQP_TEST_URL;

/** Addresses of the services; absent where they do not run. */
export const SERVICES = { mongo, amqp };

export const skip =
  mongo !== undefined && amqp !== undefined ? false : 'needs MONGODB_TEST_URLS and AMQP_TEST_URL';

/** A database, a namespace and a folder of the test's own, and how to start a role on them. */
export function cluster(t: Test, settings: NodeJS.ProcessEnv = {}, services = SERVICES) {
  const name = `converto_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(services.mongo!);
  url.pathname = `/${name}`;
  const environment = {
    MONGODB_URL: url.href,
    AMQP_URL: services.amqp,
    AMQP_NAMESPACE: name,
    STORAGE_DIR: t.testdir({}),
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    WORKER_CONCURRENCY: '1',
    LEASE_MS: '1000',
    SWEEP_INTERVAL_MS: '200',
    RETRY_BASE_MS: '1',
    ...settings,
  };
  const start = (role: 'api' | 'worker', more: NodeJS.ProcessEnv): CliRun => {
    const run = startNode([PROGRAM, role], { ...environment, ...more });
    t.teardown(() => run.process.kill('SIGKILL'));
    return run;
  };
  const says = async (run: CliRun, pattern: RegExp): Promise<RegExpExecArray> => {
    let over = false;
    void run.done.then(() => (over = true));
    await waitUntil(`it says ${pattern}`, () => over || pattern.test(run.stdout()), START_MS);
    if (over) throw new Error(`it ended: ${JSON.stringify(await run.done)}`);
    return pattern.exec(run.stdout())!;
  };
  return {
    async api(more: NodeJS.ProcessEnv = {}): Promise<Served> {
      const run = start('api', more);
      const [, address = ''] = await says(run, /ready at (\S+)[\s\S]+curl .*\n/);
      return { ...run, address, port: Number(new URL(address).port) };
    },
    async worker(more: NodeJS.ProcessEnv = {}): Promise<CliRun> {
      const run = start('worker', more);
      await says(run, /worker is ready/);
      return run;
    },
  };
}

/** Stops the engines of `worker` and gives it a conversion that it cannot finish. */
export async function holdConversion(t: Test, api: Served, worker: CliRun) {
  await hasStatus(api, await accepted(api), 'completed');
  stopEngines(t, worker);
  const id = await accepted(api);
  await hasStatus(api, id, 'in_progress');
  return { id, ...stopEngines(t, worker) }; // also one that was started because the first was not free again
}
