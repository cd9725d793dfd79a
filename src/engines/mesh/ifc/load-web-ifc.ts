import { createRequire } from 'node:module';
import type { IfcAPI } from 'web-ifc';
import { Problem } from '../../../domain/problem.ts';
import { failureOf } from '../../cad/occt-failure.ts';
import type { OnFraction } from '../read-result.ts';

type Package = typeof import('web-ifc');

export interface WebIfc {
  api: IfcAPI;
  /** The numbers of the entity types, by their names in upper case. */
  types: Package;
}

/** WebAssembly memory never shrinks: an instance that has grown beyond is let go, and the next one is small again. */
const KEPT_HEAP_BYTES = 384 << 20;

let loading: Promise<WebIfc> | undefined;

/** About 0.5 s and 130 MB. Throws `engine_unavailable`. */
export function loadWebIfc(): Promise<WebIfc> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WebIfc> {
  const types = createRequire(import.meta.url)('web-ifc') as Package;
  const api = new types.IfcAPI();
  const { log, error } = console;
  try {
    // Its glue binds the console while it starts, and has no other way to be quiet.
    console.log = console.error = () => {};
    await api.Init();
  } catch (cause) {
    throw new Problem('engine_unavailable', { cause });
  } finally {
    Object.assign(console, { log, error });
  }
  api.SetLogLevel(types.LogLevel.LOG_LEVEL_OFF);
  return { api, types };
}

/**
 * Opens a model for as long as `use` takes.
 * @param onParsed how much of the file web-ifc has read; it takes 64 MiB at a time
 * What web-ifc throws becomes `input_malformed` where it refuses the file, `engine_out_of_memory` or an EngineTrap.
 */
export async function withIfcModel<T>(
  bytes: Uint8Array,
  onParsed: OnFraction,
  use: (ifc: WebIfc, model: number) => T,
): Promise<T> {
  const ifc = await loadWebIfc();
  let isWell = false;
  let model = -1;
  try {
    // Far from the origin digits are lost, but only in 32-bit floats: ours are placed with 64.
    let furthest = 0; // it goes back to the header at the end
    const read = (offset: number, size: number): Uint8Array => {
      furthest = Math.max(furthest, offset);
      onParsed(Math.min(1, furthest / bytes.byteLength));
      return bytes.subarray(offset, offset + size);
    };
    model = ifc.api.OpenModelFromCallback(read, { COORDINATE_TO_ORIGIN: false });
    if (model < 0) throw new Error('web-ifc opened no model');
    const result = use(ifc, model);
    isWell = true;
    return result;
  } catch (thrown) {
    const failure = failureOf(thrown, (address) => `a C++ exception at ${address}`);
    if (!(failure instanceof Problem) || failure.code !== 'engine_failed') throw failure;
    throw new Problem('input_malformed', {
      detail: 'The reader of this format (web-ifc) cannot make sense of the file. Export it again.',
      cause: failure,
    });
  } finally {
    if (isWell) ifc.api.CloseModel(model);
    const heap = (ifc.api.wasmModule as { HEAPU8: Uint8Array }).HEAPU8;
    if (!isWell || heap.length > KEPT_HEAP_BYTES) loading = undefined;
  }
}
