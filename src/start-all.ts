import { type Config, readConfig } from './config.ts';
import { handleSignals } from './handle-signals.ts';
import type { OpenResources } from './open-resources.ts';
import type { RunningApi } from './start-api.ts';
import { type Roles, type RunningProcess, startProcess } from './start-process.ts';
import { printWelcome } from './welcome.ts';

export type Running = RunningProcess & { api: RunningApi };

/** API and worker in one process: see startProcess. */
export async function startAll(config: Config, open?: OpenResources): Promise<Running> {
  return (await startProcess(config, { api: true, worker: true }, open)) as Running;
}

/** The commands `serve`, `api` and `worker`: run until a signal, then drain and end the process with code 0. */
export async function run(environment: NodeJS.ProcessEnv, roles: Roles): Promise<void> {
  const config = readConfig(environment);
  let stop = async () => {}; // a process that still waits has nothing to finish
  handleSignals(() => stop(), config.DRAIN_DELAY_MS + config.SHUTDOWN_GRACE_MS + 20_000);
  const { api, folder, ...running } = await startProcess(config, roles);
  stop = running.stop;
  if (api === undefined) console.log('The converto worker is ready.');
  else printWelcome(api.address, folder, api.capabilities());
}
