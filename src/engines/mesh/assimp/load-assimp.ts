import { createRequire } from 'node:module';
import { Problem } from '../../../domain/problem.ts';
import { failureOf } from '../../cad/occt-failure.ts';

interface AssimpModule {
  FileList: new () => { AddFile(name: string, bytes: Uint8Array): void; delete(): void };
  ConvertFileList(files: object, format: 'glb2'): AssimpResult;
  HEAPU8: Uint8Array;
}

interface AssimpResult {
  IsSuccess(): boolean;
  GetErrorCode(): string;
  FileCount(): number;
  GetFile(index: number): { GetContent(): Uint8Array; delete(): void };
  delete(): void;
}

type Create = (overrides: object) => Promise<AssimpModule>;

/** WebAssembly memory never shrinks: an instance that has grown beyond is let go, and the next one is small again. */
const KEPT_HEAP_BYTES = 256 << 20;
/** The heap of assimpjs 0.0.10 ends at 2 GiB; an import that fails near it failed for want of memory. */
const FULL_HEAP_BYTES = 0.9 * 2 ** 31;

let loading: Promise<AssimpModule> | undefined;
let lastWords = '';

/** About 0.1 s and 60 MB. Throws `engine_unavailable`. */
export function loadAssimp(): Promise<AssimpModule> {
  loading ??= create();
  return loading;
}

async function create(): Promise<AssimpModule> {
  const printErr = (line: string) => {
    lastWords = line;
  };
  try {
    const createModule = createRequire(import.meta.url)('assimpjs') as Create;
    return await createModule({ print() {}, printErr });
  } catch (cause) {
    throw new Problem('engine_unavailable', { cause });
  }
}

/**
 * The scene of one file as a binary glTF that was never on a disk. assimp sees these bytes and no other file.
 * @param fileName with the extension by which assimp chooses its reader
 * Throws `input_malformed`, `engine_out_of_memory` or an EngineTrap.
 */
export async function importWithAssimp(fileName: string, bytes: Uint8Array): Promise<Buffer> {
  const assimp = await loadAssimp();
  lastWords = '';
  const files = new assimp.FileList();
  let result: AssimpResult | undefined;
  try {
    files.AddFile(fileName, bytes);
    result = assimp.ConvertFileList(files, 'glb2');
    if (!result.IsSuccess()) throw refusal(assimp, result.GetErrorCode());
    const file = result.GetFile(0);
    const content = Buffer.from(file.GetContent()); // a copy: the heap may move
    file.delete();
    return content;
  } catch (thrown) {
    throw failureOf(thrown, (address) => `a C++ exception at ${address}`, lastWords);
  } finally {
    result?.delete();
    files.delete();
    if (assimp.HEAPU8.length > KEPT_HEAP_BYTES) loading = undefined;
  }
}

function refusal(assimp: AssimpModule, errorCode: string): Problem {
  const cause = new Error(`assimp: ${errorCode} ${lastWords}`.trim());
  if (assimp.HEAPU8.length > FULL_HEAP_BYTES) return new Problem('engine_out_of_memory', { cause });
  return new Problem('input_malformed', {
    detail: 'The reader of this format (assimp) cannot make sense of the file. Export it again.',
    cause,
  });
}
