import { type Config, profileOf, redacted } from './config.ts';
import type { OnMissing } from './dependencies/open-patiently.ts';
import { openWaitingRoom } from './http/waiting-room.ts';
import { createLogger } from './logger.ts';
import { type OpenResources, openResources } from './open-resources.ts';
import { createReleaseStack, type ReleaseStack } from './release-stack.ts';
import { type RunningApi, startApiRole } from './start-api.ts';
import { explainListenError, StartError } from './start-error.ts';
import { startHealth } from './start-health.ts';
import { startWorkerRole } from './start-worker.ts';
import type { Logger } from './use-cases/parts.ts';

/** What one process does. */
export interface Roles {
  api: boolean;
  worker: boolean;
}

export interface RunningProcess {
  folder: string;
  /** Where the process has this role. */
  api: RunningApi | undefined;
  /** Drains: refuses new work, lets what runs finish within the grace, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the roles on the adapters of the profile. A distributed profile waits for its dependencies; an embedded one
 * rejects where the data folder or the port is taken, with nothing left open.
 * @param open lets a test stand between the parts
 */
export async function startProcess(
  config: Config,
  roles: Roles,
  open: OpenResources = openResources,
): Promise<RunningProcess> {
  const profile = profileOf(config);
  if (profile === 'embedded' && !(roles.api && roles.worker))
    throw new StartError(
      'One role alone needs MONGODB_URL and AMQP_URL, over which processes meet. On one machine "converto serve" does everything.',
    );
  const logger = createLogger(config);
  logger.info({ profile, config: redacted(config) }, 'configuration');
  const releases = createReleaseStack();
  try {
    const health = roles.api ? undefined : await openHealth(config, logger, releases);
    const resources = releases.opened(
      'resources',
      await (profile === 'distributed' && roles.api
        ? openBehindWaitingRoom(config, logger, open, releases)
        : open(config, logger, health && waitingFor(logger, health.waitFor))),
      (r) => r.close(),
    );
    const worker = roles.worker
      ? releases.opened('worker', await startWorkerRole(config, resources, logger), (w) => w.stop())
      : undefined;
    health?.workOn(resources);
    // One grace for both: the API answers while the worker finishes.
    const api = roles.api
      ? releases.opened('API', await startApiRole(config, resources, logger), (a) => a.close(worker?.stop()))
      : undefined;
    return {
      folder: resources.folder,
      api,
      async stop() {
        health?.beginDraining();
        await api?.beginDraining();
        await releases.releaseAll();
      },
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

async function openHealth(config: Config, logger: Logger, releases: ReleaseStack) {
  if (config.HEALTH_PORT === 0) return undefined;
  return releases.opened('health', await startHealth(config, logger), (health) => health.close());
}

const waitingFor =
  (logger: Logger, tell: (dependency: string) => void): OnMissing =>
  (dependency, err, retryInMs) => {
    tell(dependency);
    logger.warn({ err, dependency, retryInMs }, 'waiting for a dependency');
  };

async function openBehindWaitingRoom(
  config: Config,
  logger: Logger,
  open: OpenResources,
  releases: ReleaseStack,
) {
  let missing: string | undefined;
  const address = { host: config.HOST, port: config.PORT };
  const room = await openWaitingRoom(address, () => missing).catch((error: unknown) => {
    throw explainListenError(error, config);
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await room.close();
    isOpen = false;
  };
  releases.opened('waiting room', room, close);
  const tell = (dependency: string) => {
    missing = dependency;
  };
  const resources = await open(config, logger, waitingFor(logger, tell));
  await close();
  return resources;
}
