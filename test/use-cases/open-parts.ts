import type { Test } from 'tap';
import { createInProcessBus } from '../../src/bus/in-process-bus.ts';
import { ALWAYS_AVAILABLE } from '../../src/dependencies/watch-dependencies.ts';
import { createIdSource } from '../../src/domain/conversion-id.ts';
import type { Engine, EngineJob, EngineProgress } from '../../src/domain/engine-port.ts';
import type { Availability } from '../../src/domain/ports.ts';
import type { Report } from '../../src/domain/report.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { openFilesystemStorage } from '../../src/storage/filesystem-storage.ts';
import { openLmdbStores } from '../../src/store/lmdb-stores.ts';
import { createAcceptUpload } from '../../src/use-cases/accept-upload.ts';
import type { PreviewSettings } from '../../src/use-cases/make-previews.ts';
import type { Logger } from '../../src/use-cases/parts.ts';

type Convert = (
  job: EngineJob,
  watch: { signal: AbortSignal; onProgress(progress: EngineProgress): void },
) => Promise<Report>;

export const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Real embedded adapters in a folder of the test, a clock that the test sets, and an engine that the test writes. */
export async function openParts(t: Test, convert: Convert = () => Promise.reject(new Error('not expected'))) {
  const folder = t.testdir({});
  const clock = { now: 1_700_000_000_000 };
  const now = () => clock.now;
  const { store, idempotencyKeys } = await openLmdbStores({ folder: `${folder}/conversions` });
  const storage = await openFilesystemStorage({ folder });
  const bus = createInProcessBus({ now });
  t.teardown(async () => {
    await bus.close();
    await storage.close();
    await store.close();
  });
  const engine: Engine = { capabilities: listCapabilities, convert, close: async () => {} };
  let random = 1000;
  const parts = {
    store,
    idempotencyKeys,
    storage,
    bus,
    availability: ALWAYS_AVAILABLE as Availability,
    engine,
    now,
    clock,
    folder,
    logger: QUIET,
    nextId: createIdSource(now, () => (random += 1000)),
    limits: { maxUploadBytes: 1_000_000, maxQueueLength: 100, maxAttempts: 3 },
    maxAttempts: 3,
    owner: 'this-worker',
    leaseMs: 30_000,
    progressIntervalMs: 5,
    previews: undefined as PreviewSettings | undefined,
    retry: { baseMs: 1000, maxMs: 60_000 },
    random: () => 1,
    keepForMs: undefined as number | undefined,
    reannounceAfterMs: 900_000,
  };
  return parts;
}

export type TestParts = Awaited<ReturnType<typeof openParts>>;

export const chunks = async function* (...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
};

/** An ASCII STL of one triangle. */
export const TRIANGLE_STL = `solid one
facet normal 0 0 1
outer loop
vertex 0 0 0
vertex 1 0 0
vertex 0 1 0
endloop
endfacet
endsolid one
`;

export async function accept(
  parts: TestParts,
  fields: Record<string, string> = { target_format: 'obj' },
  { fileName, text } = { fileName: 'one.stl', text: TRIANGLE_STL },
) {
  const upload = await createAcceptUpload(parts).beginUpload();
  await upload.file({ fileName, bytes: chunks(text) });
  for (const [name, value] of Object.entries(fields)) upload.field(name, value);
  return upload.finish();
}

export const REPORT: Report = {
  source: { format: 'stl', parts: 1, unit: 'mm', upAxis: 'z', colours: 0, triangles: 1 },
  target: { format: 'obj', parts: 1, unit: 'mm', upAxis: 'z', colours: 0, triangles: 1 },
  warnings: [],
  lost: [],
  engine: { name: 'test', version: '1' },
  timingsMs: {},
};

export async function filesOf(parts: TestParts): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of parts.storage.list()) keys.push(key);
  return keys.sort();
}
