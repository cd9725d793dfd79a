import { Problem } from '../../domain/problem.ts';
import { tooDeepTree, tooManyParts } from '../mesh/limits.ts';
import type { Fields, HostProgress, HostRequest } from './host-protocol.ts';
import { type Host, startHost } from './start-host.ts';

/** The host of this process: started where none is there, started anew after its death. */
export interface WarmHost {
  /** Resolves with the version of OCCT's package. Rejects with `engine_unavailable`. */
  warm(): Promise<string>;
  /** Rejects with a Problem: what OCCT said, or `engine_crashed` where it died. */
  ask(request: HostRequest, onProgress?: HostProgress): Promise<Fields>;
  /**
   * The same, while this process looks at the file itself; what `check` throws counts, and ends the request.
   */
  askWhile<T>(request: HostRequest, onProgress: HostProgress, check: () => T): Promise<[Fields, T]>;
  close(): void;
}

export function createWarmHost(pythonPath: () => string | undefined, program?: string): WarmHost {
  let starting: Promise<Host> | undefined;

  const start = (): Promise<Host> => {
    if (starting !== undefined) return starting;
    const python = pythonPath();
    if (python === undefined) {
      const detail = 'The native CAD engine is not installed: run "converto engines install".';
      return Promise.reject(new Problem('engine_unavailable', { detail }));
    }
    const started = startHost(python, program);
    starting = started;
    const forget = () => {
      if (starting === started) starting = undefined;
    };
    started.then(({ ended }) => ended.then(forget), forget);
    return started;
  };

  const ask = async (host: Host, request: HostRequest, onProgress: HostProgress): Promise<Fields> => {
    const answer = await host.ask(request, onProgress);
    if (answer?.type === 'done') return answer.result;
    if (answer?.type === 'failed') throw problemOf(answer.reason, answer.message, request);
    const why = answer === undefined ? await host.ended : `its fork ended with signal ${answer.signal}`;
    const detail = 'The native CAD engine died on this model. Check the model in the program that wrote it.';
    throw new Problem('engine_crashed', { detail, cause: new Error(`OCCT died: ${why}`) });
  };

  return {
    warm: async () => (await start()).version,
    ask: async (request, onProgress = () => {}) => ask(await start(), request, onProgress),
    async askWhile(request, onProgress, check) {
      const host = await start();
      const asked = ask(host, request, onProgress);
      try {
        const checked = check();
        return [await asked, checked];
      } catch (error) {
        host.cancel();
        await asked.catch(() => {});
        throw error;
      }
    },
    close() {
      void starting?.then((host) => host.close()).catch(() => {});
    },
  };
}

function problemOf(reason: string, message: string, request: HostRequest): Problem {
  const cause = new Error(`OCCT: ${message}`);
  if (reason === 'no_geometry') return new Problem('input_no_geometry', { cause });
  if (reason === 'out_of_memory') return new Problem('engine_out_of_memory', { cause });
  if (reason === 'disk_full') {
    const detail = 'The disk is full: the converted file could not be written.';
    return new Problem('storage_full', { detail, cause });
  }
  if ('limits' in request && reason === 'too_many_parts')
    return tooManyParts(Number(message), request.limits);
  if ('limits' in request && reason === 'too_deep') return tooDeepTree(request.limits);
  if (reason === 'output_too_large') return new Problem('output_limit_exceeded', { cause });
  if (reason === 'too_large') {
    const detail = `The model becomes ${message} triangles, more than this server converts. Raise linear_deflection or simplify the model.`;
    return new Problem('target_limit_exceeded', { detail, cause });
  }
  return new Problem('engine_failed', { cause });
}
