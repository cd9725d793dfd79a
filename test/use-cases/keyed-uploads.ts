// What tests of uploads with an idempotency key share.
import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { createAcceptUpload, type Upload } from '../../src/use-cases/accept-upload.ts';
import {
  type Accepted,
  createIdempotentUploads,
  type KeyedRequest,
} from '../../src/use-cases/idempotent-upload.ts';
import { chunks, filesOf, type TestParts, TRIANGLE_STL } from './open-parts.ts';

export const KEY = { caller: 'anyone', key: 'one-and-only' };
export const LENGTH = 500;
export const FORM = {
  fileName: 'one.stl',
  bytes: TRIANGLE_STL,
  target_format: 'obj',
  options: '{}',
  tag: 'x',
  preview: 'false',
};
export const OTHER_BYTES = TRIANGLE_STL.replace('vertex 1 0 0', 'vertex 2 0 0');

/** Uploads with one key, on real adapters. @param changed parts that this try sees otherwise */
export function uploadsOf(parts: TestParts, changed: Partial<TestParts> & { keyLeaseMs?: number } = {}) {
  const mine = { keyLeaseMs: 30_000, ...parts, ...changed, createHasher: () => createHash('sha256') };
  const uploads = createIdempotentUploads({ ...mine, acceptUpload: createAcceptUpload(mine) });
  return (request: Partial<KeyedRequest> = {}) =>
    uploads.begin({ key: KEY, contentLength: LENGTH, awaitsContinue: false, ...request });
}

export const uploadOf = (begun: { upload: Upload<Accepted> } | { answer: Accepted }): Upload<Accepted> => {
  if ('answer' in begun) throw new Error('answered before the body');
  return begun.upload;
};

export async function fill(upload: Upload<Accepted>, changes: Partial<typeof FORM> = {}): Promise<void> {
  const { fileName, bytes, ...fields } = { ...FORM, ...changes };
  for (const [name, value] of Object.entries(fields)) upload.field(name, value);
  await upload.file({ fileName, bytes: chunks(bytes.slice(0, 20), bytes.slice(20)) });
}

/** As the route does it: what fails is discarded. */
export async function send(upload: Upload<Accepted>, changes: Partial<typeof FORM> = {}): Promise<Accepted> {
  try {
    await fill(upload, changes);
    return await upload.finish();
  } catch (error) {
    await upload.discard();
    throw error;
  }
}

export async function onlyHas(t: Test, parts: TestParts, id: string): Promise<void> {
  const { conversions } = await parts.store.list({}, { limit: 10, skip: 0 });
  t.same(
    conversions.map((conversion) => conversion.id),
    [id],
    'one conversion',
  );
  t.same(await filesOf(parts), [conversions[0]?.original.key], 'and its file');
}
