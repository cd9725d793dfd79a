import { createRequire } from 'node:module';
import { Problem } from '../../../domain/problem.ts';
import { failureOf } from '../../cad/occt-failure.ts';

/** The little of rhino3dm (openNURBS) that is used here; its own types say less. */
export interface Rhino {
  File3dm: { fromByteArray(bytes: Uint8Array): RhinoFile | null };
  MeshType: { Any: object };
}

export interface RhinoFile {
  settings(): { modelUnitSystem: { value: number } };
  objects(): RhinoList<{ geometry(): RhinoGeometry; attributes(): RhinoAttributes }>;
  layers(): RhinoList<RhinoLayer>;
  materials(): RhinoList<RhinoMaterial>;
  instanceDefinitions(): RhinoList<{ id: string; name: string; getObjectIds(): string[] }>;
  getEmbeddedFileAsBase64(path: string): string | null;
  embeddedFilePaths(): string[];
  delete(): void;
}

export interface RhinoList<T> {
  readonly count: number;
  get(index: number): T;
}

export interface RhinoColour {
  r: number;
  g: number;
  b: number;
  a: number;
}

export interface RhinoAttributes {
  id: string;
  name: string;
  visible: boolean;
  isInstanceDefinitionObject: boolean;
  layerIndex: number;
  materialIndex: number;
  /** 0: of the layer, 1: of the object, 3: of the parent. */
  materialSource: { value: number };
  /** 0: of the layer, 1: of the object, 2: of the material, 3: of the parent. */
  colorSource: { value: number };
  objectColor: RhinoColour;
}

export interface RhinoLayer {
  id: string;
  parentLayerId: string;
  name: string;
  visible: boolean;
  color: RhinoColour;
  renderMaterialIndex: number;
}

export interface RhinoMaterial {
  name: string;
  diffuseColor: RhinoColour;
  emissionColor: RhinoColour;
  transparency: number;
  getBitmapTexture(): { fileName: string } | null;
  physicallyBased(): {
    supported: boolean;
    metallic: number;
    roughness: number;
    opacity: number;
    baseColor: RhinoColour;
  } | null;
}

export interface RhinoMesh {
  vertices(): { count: number };
  /** Of four vertices each, the last of them twice in a triangle. */
  faces(): RhinoList<number[]> & { quadCount: number };
  normals(): { count: number };
  toThreejsBuffers(): {
    position: Float32Array;
    index: Uint32Array;
    normal?: Float32Array;
    uv?: Float32Array;
    color?: Float32Array;
  };
  delete(): void;
}

export type RhinoGeometry = object & { constructor: { name: string } };

export interface RhinoObject {
  attributes: RhinoAttributes;
  geometry: RhinoGeometry;
}

type Create = (overrides: object) => Promise<Rhino>;

/** Nothing tells how large its WebAssembly memory is: after so many bytes of files an instance is let go. */
const MOST_BYTES = 64 << 20;

let loading: Promise<Rhino> | undefined;
let readBytes = 0;

/** About 0.15 s and 70 MB. Throws `engine_unavailable`. */
export function loadRhino(): Promise<Rhino> {
  loading ??= create();
  return loading;
}

async function create(): Promise<Rhino> {
  readBytes = 0;
  try {
    const createModule = createRequire(import.meta.url)('rhino3dm') as Create;
    return await createModule({ print() {}, printErr() {} });
  } catch (cause) {
    throw new Problem('engine_unavailable', { cause });
  }
}

/**
 * Opens a file for as long as `use` takes. Throws `input_malformed` where rhino3dm refuses it, `engine_out_of_memory`
 * or an EngineTrap.
 */
export async function withRhinoFile<T>(
  bytes: Uint8Array,
  use: (rhino: Rhino, file: RhinoFile) => Promise<T>,
): Promise<T> {
  const rhino = await loadRhino();
  readBytes += bytes.length;
  let isWell = false;
  let file: RhinoFile | null = null;
  try {
    file = rhino.File3dm.fromByteArray(bytes);
    if (file === null) {
      throw new Problem('input_malformed', {
        detail: 'The reader of this format (openNURBS) cannot make sense of the file. Save it again.',
      });
    }
    const result = await use(rhino, file);
    isWell = true;
    return result;
  } catch (thrown) {
    isWell = thrown instanceof Problem;
    throw failureOf(thrown, (address) => `a C++ exception at ${address}`);
  } finally {
    if (isWell) file?.delete();
    if (!isWell || readBytes > MOST_BYTES) loading = undefined;
  }
}
