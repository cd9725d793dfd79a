import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import type { EngineJob, EngineProgress } from '../../src/domain/engine-port.ts';
import type { Report } from '../../src/domain/report.ts';
import {
  createEnginePool,
  type EnginePool,
  type EnginePoolOptions,
} from '../../src/engines/pool/engine-pool.ts';

export interface LoggedLine {
  level: 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

export interface HostilePool extends EnginePool {
  folder: string;
  lines: LoggedLine[];
  job(options: Record<string, unknown>): EngineJob;
  run(mood: string, options?: RunOptions): Promise<Report>;
}

interface RunOptions {
  engine?: string;
  job?: EngineJob;
  file?: string;
  signal?: AbortSignal;
  onProgress?(progress: EngineProgress): void;
}

/** A pool of children with the engines of hostile-engines.ts, closed at the end of the test. */
export function openHostilePool(t: Test, options: Partial<EnginePoolOptions> = {}): HostilePool {
  const folder = mkdtempSync(join(tmpdir(), 'converto-pool-'));
  const sourcePath = join(folder, 'source.stl');
  writeFileSync(sourcePath, 'solid whole\nendsolid whole\n');
  const lines: LoggedLine[] = [];
  const log = (level: LoggedLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields: fields as Record<string, unknown>, message });
  const pool = createEnginePool({
    maxChildren: 1,
    recycleAfter: 100,
    maxRssBytes: 1e9,
    hardRssBytes: 2e9,
    timeoutMs: 60_000,
    limits: { ...DEFAULT_LIMITS, maxTriangles: 1e6, maxVertices: 3e6, maxFacetedFaces: 1000 },
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    childEntry: new URL('./hostile-child.ts', import.meta.url),
    ...options,
  });
  t.teardown(async () => {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let jobs = 0;
  const job = (jobOptions: Record<string, unknown>): EngineJob => ({
    sourceFormat: 'stl',
    targetFormat: 'obj',
    sourcePath,
    targetPath: join(folder, `target-${++jobs}.obj`),
    modelName: 'model',
    options: jobOptions,
  });
  const run = (mood: string, options: RunOptions = {}) =>
    pool.convert(options.engine ?? 'hostile', options.job ?? job({ mood, file: options.file }), {
      signal: options.signal ?? new AbortController().signal,
      onProgress: options.onProgress ?? (() => {}),
    });
  return { ...pool, folder, lines, job, run };
}

/** The pid of the child that made this report. */
export const pidOf = (report: Report): number => Number(/\d+/.exec(report.warnings[0] ?? '')?.[0]);
