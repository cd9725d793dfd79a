import { rm } from 'node:fs/promises';
import type { EngineJob } from '../../domain/engine-port.ts';
import type { Inspection } from '../../domain/inspection.ts';
import { Problem } from '../../domain/problem.ts';
import type { Report } from '../../domain/report.ts';
import { scratchFolderOf } from '../scratch-folder.ts';
import { CHILD_ENTRY, type EnginePrograms } from './child-command.ts';
import { problemOfEnd } from './child-end.ts';
import { createChildRoster, type Member } from './child-roster.ts';
import { startEngineChild } from './engine-child.ts';
import type { Sandbox } from './sandbox.ts';
import { type MemoryLimits, watchMemory } from './watch-memory.ts';
import {
  type ConversionLimits,
  problemOfFailure,
  type Watch,
  type WorkKind,
  workInChild,
} from './work-in-child.ts';

export interface EnginePoolOptions extends MemoryLimits, ConversionLimits {
  /** Processes at once, and so conversions at once; more wait in line. */
  maxChildren: number;
  /** Conversions after which a child is replaced, whatever it may have gathered. A new one takes longer for its first. */
  recycleAfter: number;
  /** Until a new child listens, and until `warmUp` has loaded its engines. */
  startTimeoutMs?: number;
  programs?: EnginePrograms;
  logger: PoolLogger;
  /** In which children run; undefined: in none. */
  sandbox?: Sandbox;
  /** The program of a child; tests bring their own. */
  childEntry?: URL;
}

export interface PoolLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Warm child processes that convert. Everything that a child does wrong ends in a Problem for its one conversion. */
export interface EnginePool {
  /**
   * Rejects with a Problem of kind conversion_failed, with `storage_full`, or with the signal's reason. Then there
   * is no file at `job.targetPath`. The time limit counts from the moment a child takes the conversion.
   */
  convert(engine: string, job: EngineJob, watch: Watch): Promise<Report>;
  /** As `convert`, but nothing is written. */
  inspect(engine: string, job: EngineJob, watch: Watch): Promise<Inspection>;
  /** Starts one child and loads these engines in it. Rejects with `engine_unavailable`. */
  warmUp(engines: readonly string[]): Promise<void>;
  /** Kills every child; resolves once all are gone and every conversion has settled. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

export function createEnginePool(options: EnginePoolOptions): EnginePool {
  const { logger, startTimeoutMs = START_TIMEOUT_MS, childEntry = CHILD_ENTRY } = options;
  const roster = createChildRoster(
    options.maxChildren,
    () =>
      startEngineChild({
        entry: childEntry,
        hardRssBytes: options.hardRssBytes,
        startTimeoutMs,
        programs: options.programs ?? {},
        ...(options.sandbox && { sandbox: options.sandbox }),
      }),
    (member) => void logEnd(member),
  );
  const memory = watchMemory(roster.members, options);
  const running = new Set<Promise<unknown>>();

  const logEnd = async ({ child, state, conversions }: Member) => {
    const { pid, reason, exitCode, signal, stderrTail, error } = await child.ended;
    const fields = {
      pid,
      reason,
      exitCode,
      signal,
      conversions,
      ...(error === undefined ? {} : { err: error }),
    };
    const expected = reason === 'recycled' || reason === 'aborted' || reason === 'pool_closed';
    if (expected) logger.info(fields, 'an engine process ended');
    else logger.warn({ ...fields, state, stderrTail }, 'an engine process died');
  };

  const release = async (member: Member) => {
    const { child } = member;
    member.state = 'resting';
    if (member.conversions >= options.recycleAfter && child.usable) child.retire();
    if (child.usable) await memory.lookBetween(member);
    roster.release(member);
  };

  const work = async (kind: WorkKind, engine: string, job: EngineJob, watch: Watch) => {
    const member = await roster.acquire(engine, watch.signal);
    try {
      watch.signal.throwIfAborted();
      member.conversions += 1;
      return await workInChild(member.child, kind, engine, job, options, watch);
    } catch (error) {
      for (const path of [job.targetPath, scratchFolderOf(job.targetPath)]) {
        await rm(path, { force: true, recursive: true }).catch((err: unknown) =>
          logger.error({ err, path }, 'a partial result could not be removed'),
        );
      }
      throw error;
    } finally {
      member.loaded.add(engine);
      await release(member);
    }
  };

  const convert = async (engine: string, job: EngineJob, watch: Watch): Promise<Report> => {
    const done = await work('convert', engine, job, watch);
    return (done as Extract<typeof done, { type: 'converted' }>).report;
  };

  const inspect = async (engine: string, job: EngineJob, watch: Watch): Promise<Inspection> => {
    const done = await work('inspect', engine, job, watch);
    return (done as Extract<typeof done, { type: 'inspected' }>).inspection;
  };

  const warmUp = async (engines: readonly string[]): Promise<void> => {
    const member = await roster.acquire(engines[0] ?? '', new AbortController().signal);
    const { child } = member;
    const context = { ...options, engine: engines.join(', '), stage: 'starting' } as const;
    const timer = setTimeout(() => child.kill('no_handshake'), startTimeoutMs);
    try {
      const answer = (await child.ready) ? await child.ask({ type: 'load', engines }) : undefined;
      if (answer?.type === 'failed') throw problemOfFailure(answer, context);
      if (answer === undefined) throw problemOfEnd(await child.ended, context);
      for (const engine of engines) member.loaded.add(engine);
    } finally {
      clearTimeout(timer);
      await release(member);
    }
  };

  const tracked = async <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  };

  return {
    convert: (engine, job, watch) => tracked(convert(engine, job, watch)),
    inspect: (engine, job, watch) => tracked(inspect(engine, job, watch)),
    warmUp: (engines) => tracked(warmUp(engines)),
    async close() {
      const detail = 'The server shuts down. Start the conversion again later.';
      roster.close(new Problem('engine_unavailable', { detail }));
      const members = [...roster.members];
      for (const { child } of members) child.kill('pool_closed');
      await Promise.all(members.map(({ child }) => child.ended));
      await Promise.allSettled(running);
      memory.stop();
    },
  };
}
