/** Stands between the ports of a real process: keeps the journal, and lets the trap spring at exact instants. */
import type { Conversion } from '../../src/domain/conversion.ts';
import type { Engine } from '../../src/domain/engine-port.ts';
import type { Bus, ConversionStore, FileStorage } from '../../src/domain/ports.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Operation, State } from './history.ts';
import type { Journal } from './journal.ts';
import type { Trap } from './trap.ts';

/** What is not overridden is the port's own, wherever on its prototypes. */
const over = <Port extends object>(port: Port, overrides: Partial<Port>): Port =>
  Object.assign(Object.create(port) as Port, overrides);

const stateOf = ({ revision, status, progress, attempt, converted }: Conversion): State => ({
  revision,
  status,
  progress,
  attempt,
  ...(converted === undefined ? {} : { sha256: converted.sha256 }),
});

export function watchStore(store: ConversionStore, journal: Journal, trap: Trap): ConversionStore {
  let calls = 0;
  async function noted<T>(
    operation: Operation,
    id: string,
    revision: number,
    write: () => Promise<T>,
    stored: (answer: T) => State | undefined,
  ): Promise<T> {
    const call = (calls += 1);
    journal.write({ kind: 'try', call, operation, id, revision });
    try {
      const answer = await write();
      const state = stored(answer);
      if (state === undefined && operation !== 'remove')
        journal.write({ kind: 'answer', call, outcome: 'refused' });
      else journal.write({ kind: 'answer', call, outcome: 'stored', ...(state && { state }) });
      return answer;
    } catch (error) {
      journal.write({ kind: 'answer', call, outcome: 'unknown', error: String(error) });
      throw error;
    }
  }
  return over(store, {
    async insert(conversion) {
      const write = () => store.insert(conversion);
      await noted('insert', conversion.id, conversion.revision, write, () => stateOf(conversion));
      trap.reached('after the insert', conversion.id);
    },
    transition(id, revision, change) {
      if (change.history?.some(({ code }) => code === 'engine_crashed')) trap.spare(id);
      if (change.status === 'completed') trap.reached('settling', id);
      const write = () => store.transition(id, revision, change);
      return noted('transition', id, revision + 1, write, (changed) => changed && stateOf(changed));
    },
    remove: (id) =>
      noted(
        'remove',
        id,
        0,
        () => store.remove(id),
        () => undefined,
      ),
  });
}

export const watchBus = (bus: Bus, trap: Trap): Bus =>
  over(bus, {
    async announceCreated(message) {
      await bus.announceCreated(message);
      trap.reached('after the announcement', message.id);
    },
  });

export interface Disk {
  full: boolean;
}

export function watchStorage(
  storage: FileStorage,
  journal: Journal,
  trap: Trap,
  disk: Disk,
  diskFull: () => Problem,
): FileStorage {
  async function stored<T>(store: () => Promise<T>): Promise<T> {
    try {
      if (disk.full) throw diskFull();
      return await store();
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      journal.write({ kind: 'storage_failed', code: typeof code === 'string' ? code : String(error) });
      throw error;
    }
  }
  return over(storage, {
    async write(key, source, limits) {
      const id = key.split('/')[2] ?? '';
      const file = await stored(() => storage.write(key, telling(source, id), limits));
      trap.reached('after the file', id);
      return file;
    },
    async openWorkspace(id, attempt) {
      const workspace = await stored(() => storage.openWorkspace(id, attempt));
      return over(workspace, {
        fetch: (...asked) => stored(() => workspace.fetch(...asked)),
        store(...asked) {
          trap.reached('storing', id);
          return stored(() => workspace.store(...asked));
        },
      });
    },
  });

  async function* telling(source: AsyncIterable<Uint8Array>, id: string): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      yield chunk;
      trap.reached('during an upload', id);
    }
  }
}

/** An engine does not know which conversion it works for, but the name of its folder begins with the id. */
export function watchEngine<E extends Engine>(engine: E, journal: Journal, trap: Trap): E {
  const watched: Pick<Engine, 'convert'> = {
    async convert(job, watch) {
      const id = /([0-9a-f]{24})-\d+-/.exec(job.targetPath)?.[1] ?? '';
      try {
        return await engine.convert(job, {
          ...watch,
          onProgress(progress) {
            watch.onProgress(progress);
            const { stage } = progress;
            if (job.targetPath.endsWith('preview.glb')) trap.reached('previewing', id);
            else if (stage === 'reading' || stage === 'converting' || stage === 'writing')
              trap.reached(stage, id);
          },
        });
      } catch (error) {
        const code = (error as { code?: unknown }).code;
        if (!watch.signal.aborted)
          journal.write({ kind: 'engine_failed', id, code: typeof code === 'string' ? code : String(error) });
        throw error;
      }
    },
  };
  return over(engine, watched as Partial<E>);
}
