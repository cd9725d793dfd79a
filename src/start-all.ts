import { type Config, readConfig } from './config.ts';
import { handleSignals } from './handle-signals.ts';
import { createLogger } from './logger.ts';
import { openResources } from './open-resources.ts';
import { createReleaseStack } from './release-stack.ts';
import { type RunningApi, startApiRole } from './start-api.ts';
import { startWorkerRole } from './start-worker.ts';
import { printWelcome } from './welcome.ts';

export interface Running {
  config: Config;
  folder: string;
  api: RunningApi;
  /** Drains: refuses new work, lets what runs finish within the grace, then closes everything. */
  stop(): Promise<void>;
}

/**
 * API and worker in one process. Rejects where the data folder or the port is taken, with nothing left open.
 * @param open lets a test stand between the parts
 */
export async function startAll(config: Config, open = openResources): Promise<Running> {
  const logger = createLogger(config);
  const releases = createReleaseStack();
  try {
    const resources = releases.opened('resources', await open(config, logger), (r) => r.close());
    const worker = releases.opened('worker', await startWorkerRole(config, resources, logger), (w) =>
      w.stop(),
    );
    // One grace for both: the API answers while the worker finishes.
    const api = releases.opened('API', await startApiRole(config, resources, logger), (a) =>
      a.close(worker.stop()),
    );
    return {
      config,
      folder: resources.folder,
      api,
      stop: () => {
        api.beginDraining();
        return releases.releaseAll();
      },
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

/** The `serve` command: runs until a signal, then drains and ends the process with code 0. */
export async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  const running = await startAll(readConfig(environment));
  handleSignals(() => running.stop(), running.config.SHUTDOWN_GRACE_MS + 20_000);
  printWelcome(running.api.address, running.folder, running.api.capabilities());
}
