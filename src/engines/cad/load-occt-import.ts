import { createRequire } from 'node:module';
import { Problem } from '../../domain/problem.ts';

/** A triangulated model as occt-import-js hands it out; lengths in millimetres, z up. */
export interface ImportResult {
  success: boolean;
  root: ImportedNode;
  meshes: ImportedMesh[];
}

export interface ImportedNode {
  name: string;
  /** Indices into `meshes`. */
  meshes: number[];
  children: ImportedNode[];
}

/** One solid, one shell outside a solid, or all faces outside a shell of one product. */
export interface ImportedMesh {
  name: string;
  color?: LinearColour;
  brep_faces: ImportedFace[];
  attributes: { position: { array: number[] }; normal?: { array: number[] } };
  index: { array: number[] };
}

export interface ImportedFace {
  /** Of its triangles; `last` is before `first` where the face could not be meshed. */
  first: number;
  last: number;
  color: LinearColour | null;
}

/** OCCT keeps colours linear: a file's 0.8 (sRGB) comes out as 0.604. */
export type LinearColour = [number, number, number];

export interface ImportParameters {
  linearUnit: 'millimeter';
  linearDeflectionType: 'bounding_box_ratio' | 'absolute_value';
  linearDeflection: number;
  /** Radians. */
  angularDeflection: number;
}

export interface OcctImport {
  ReadFile(format: 'step' | 'iges' | 'brep', bytes: Uint8Array, parameters: ImportParameters): ImportResult;
  /** What it printed last as an error; says why it aborted. */
  lastWords(): string;
}

type Create = (overrides: object) => Promise<Pick<OcctImport, 'ReadFile'>>;

/** About 0.1 s and 60 MB. Throws `engine_unavailable`. */
export async function loadOcctImport(): Promise<OcctImport> {
  let printed = '';
  const printErr = (line: string) => {
    printed = line;
  };
  try {
    const create = createRequire(import.meta.url)('occt-import-js') as Create;
    const module = await create({ print() {}, printErr });
    return {
      ReadFile: (...given) => {
        printed = '';
        return module.ReadFile(...given);
      },
      lastWords: () => printed,
    };
  } catch (cause) {
    throw new Problem('engine_unavailable', { cause });
  }
}
