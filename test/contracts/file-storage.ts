import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import type { FileStorage, ReadableFile } from '../../src/domain/ports.ts';
import { fileStorageCareContract } from './file-storage-care.ts';
import { fileStorageReadContract } from './file-storage-read.ts';
import { fileStorageWorkspaceContract } from './file-storage-workspace.ts';
import { fileStorageWriteContract } from './file-storage-write.ts';
import { nextId } from './sample-conversion.ts';

export interface OpenedStorage {
  storage: FileStorage;
  /** Opens what is stored from another process's point of view, as after a crash of the first. */
  openAnother(): Promise<FileStorage>;
  /** Closes the storage and removes what it kept. */
  close(): Promise<void>;
}

/** @param open makes a new, empty storage at each call */
export type OpenStorage = () => Promise<OpenedStorage>;

/** What every FileStorage promises, whatever is beneath it. */
export async function fileStorageContract(t: Test, open: OpenStorage): Promise<void> {
  await t.test('reading', (t) => fileStorageReadContract(t, open));
  await t.test('writing', (t) => fileStorageWriteContract(t, open));
  await t.test('workspaces', (t) => fileStorageWorkspaceContract(t, open));
  await t.test('removing, listing and tidying', (t) => fileStorageCareContract(t, open));
}

/** Opens a storage for one test and closes it afterwards. */
export async function openFor(t: Test, open: OpenStorage): Promise<OpenedStorage> {
  const opened = await open();
  t.teardown(() => opened.close());
  return opened;
}

export const originalKey = (name: string, id = nextId()): string => `/original/${id}/${name}`;

export async function* chunksOf(bytes: Uint8Array, chunkBytes = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export const write = (storage: FileStorage, key: string, content: string | Uint8Array) =>
  storage.write(key, chunksOf(Buffer.from(content)));

export async function bytesOf(file: ReadableFile | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const textOf = async (file: ReadableFile | undefined): Promise<string | undefined> =>
  (await bytesOf(file))?.toString();

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that differ everywhere, so that a swapped or repeated piece is seen. */
export function unevenBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Every key, sorted. */
export async function keysIn(storage: FileStorage): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list()) keys.push(key);
  return keys.sort();
}

/** Nothing is visible, and nothing is left to tidy up. */
export async function assertEmpty(t: Test, { openAnother }: OpenedStorage): Promise<void> {
  const another = await openAnother();
  t.strictSame(await keysIn(another), []);
  t.equal(await another.removeLeftovers(Date.now() + 60_000), 0, 'no leftovers');
  await another.close();
}
