import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EngineJob } from '../../../src/domain/engine-port.ts';
import type { FormatId } from '../../../src/domain/formats.ts';
import type { DeclaredEngine } from '../../../src/engines/external/declaration.ts';
import { readDeclaration } from '../../../src/engines/external/read-declaration.ts';
import { withExternalEngines } from '../../../src/engines/external/with-external-engines.ts';
import { openEngine } from '../../../src/engines/open-engine.ts';
import type { Sandbox } from '../../../src/engines/pool/sandbox.ts';
import { LIMITS } from '../cad/engine-jobs.ts';

export interface ProgramPlan {
  /** Source of a Node program; its arguments are the input, the output and what else `more` says. */
  script: string;
  engine?: Partial<DeclaredEngine>;
  more?: readonly string[];
  timeoutMs?: number;
  hardRssBytes?: number;
  sandbox?: Sandbox;
}

export const SHAPR = { id: 'shapr', name: 'Shapr3D', extensions: ['.shapr'], magic: ['53485052'] };

/** An engine with one declared program, which reads .shapr and writes .stl. */
export async function openProgram(
  t: { teardown(end: () => Promise<void>): unknown },
  { script, engine = {}, more = [], timeoutMs = 60_000, hardRssBytes = 2 ** 31, sandbox }: ProgramPlan,
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'converto-external-'));
  const program = path.join(folder, 'program.mjs');
  await writeFile(program, script);
  const file = path.join(folder, 'engines.json');
  const declared = {
    name: 'tool',
    source_formats: ['shapr'],
    output_format: 'stl',
    command: [process.execPath, program, '{input}', '{output}', ...more],
    ...engine,
  };
  await writeFile(file, JSON.stringify({ formats: [SHAPR], engines: [declared] }));
  const pool = openEngine({
    maxChildren: 1,
    recycleAfter: 100,
    maxRssBytes: 2 ** 31,
    hardRssBytes: 2 ** 31,
    timeoutMs: 60_000,
    limits: LIMITS,
    logger: { info() {}, warn() {}, error() {} },
  });
  const opened = withExternalEngines(pool, readDeclaration(file), {
    timeoutMs,
    hardRssBytes,
    ...(sandbox && { sandbox }),
  });
  t.teardown(async () => {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });
  let made = 0;
  return {
    folder,
    engine: opened,
    async convert(
      bytes: Buffer | string,
      target: FormatId,
      {
        signal = new AbortController().signal,
        onProgress = () => {},
        ...given
      }: Partial<EngineJob & Parameters<typeof opened.convert>[1]> = {},
    ) {
      made += 1;
      const sourcePath = path.join(folder, `source-${made}.shapr`);
      await writeFile(sourcePath, bytes);
      const targetPath = path.join(folder, `target-${made}.${target}`);
      const job: EngineJob = {
        sourceFormat: 'shapr' as FormatId,
        targetFormat: target,
        sourcePath,
        targetPath,
        modelName: 'model',
        options: {},
        ...given,
      };
      return { job, report: await opened.convert(job, { signal, onProgress }) };
    },
  };
}

/** What a conversion is refused with. */
export async function problemOf(work: Promise<unknown>): Promise<{ code?: string; detail?: string }> {
  return work.then(
    () => ({ code: 'none: it was converted' }),
    (error: unknown) => error as { code?: string; detail?: string },
  );
}
