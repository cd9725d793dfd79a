import type { Config } from './config.ts';
import { type Dependencies, type Readiness, readinessOf } from './http/check-readiness.ts';
import { openPlainServer } from './http/plain-server.ts';
import { notThereYet } from './http/waiting-room.ts';
import { explainListenError } from './start-error.ts';
import type { Logger } from './use-cases/parts.ts';

/** What an orchestrator may ask a process that has no API. */
export interface RunningHealth {
  /** Names what the process waits for. */
  waitFor(dependency: string): void;
  /** The process works; from now on its dependencies say whether it is ready. */
  workOn(resources: Omit<Dependencies, 'logger'>): void;
  beginDraining(): void;
  close(): Promise<void>;
}

/** Answers /livez and /readyz on HEALTH_PORT. Rejects with one sentence where it cannot listen there. */
export async function startHealth({ HOST, HEALTH_PORT }: Config, logger: Logger): Promise<RunningHealth> {
  let missing: string | undefined;
  let dependencies: Dependencies | undefined;
  let draining = false;

  const readiness = async (verbose: boolean): Promise<Readiness | ReturnType<typeof notThereYet>> =>
    dependencies === undefined ? notThereYet(missing) : readinessOf(dependencies, { draining, verbose });

  const server = await openPlainServer(
    { host: HOST, port: HEALTH_PORT },
    async ({ pathname, searchParams }) => {
      if (pathname === '/livez') return { status: 200, body: { status: 'alive' } };
      if (pathname !== '/readyz') return { status: 404, body: { status: 'not_found' } };
      const body = await readiness(searchParams.has('verbose'));
      return { status: body.status === 'ready' ? 200 : 503, body };
    },
  ).catch((error: unknown) => {
    throw explainListenError(error, { HOST, PORT: HEALTH_PORT }, 'HEALTH_PORT');
  });

  return {
    waitFor(dependency) {
      missing = dependency;
    },
    workOn(resources) {
      dependencies = { ...resources, logger };
    },
    beginDraining() {
      draining = true;
    },
    close: () => server.close(),
  };
}
