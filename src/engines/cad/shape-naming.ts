import type { MeshModel } from '../mesh/model.ts';

/** What OCCT calls a shape that has no name. */
const KINDS_OF_SHAPE = new Set(['COMPOUND', 'COMPSOLID', 'SOLID', 'SHELL', 'FACE', 'WIRE', 'EDGE', 'VERTEX']);

/** How the triangles that OCCT makes of a file become a model. */
export interface Naming extends Pick<MeshModel, 'unit' | 'unitKnown' | 'upAxis'> {
  /** For what has no name in the source; absent where the target has no place for names. */
  modelName?: string;
  /** Surfaces that close nothing are seen from both sides. */
  doubleSided: boolean;
}

/** Names shapes one after another: as they are called, or as the model with a number. */
export function shapeNamer(modelName: string | undefined): (given: string | undefined) => string | undefined {
  let nameless = 0;
  return (given) => {
    const name = given?.trim() ?? '';
    if (name !== '' && !KINDS_OF_SHAPE.has(name)) return name;
    if (modelName === undefined) return undefined;
    nameless += 1;
    return nameless === 1 ? modelName : `${modelName}-${nameless - 1}`;
  };
}
