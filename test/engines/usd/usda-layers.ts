import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { readMesh, type Siblings } from '../../../src/engines/mesh/read-mesh.ts';
import { boundsOf } from '../../../src/engines/mesh/tools/bounds.ts';
import { LIMITS } from '../mesh/shapes.ts';

const HEADER = '#usda 1.0\n(\n    metersPerUnit = 1\n    upAxis = "Z"\n)\n';

/** A square of side 1 in the plane z = 0. */
export const SQUARE = `int[] faceVertexCounts = [4]
  int[] faceVertexIndices = [0, 1, 2, 3]
  point3f[] points = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)]
  uniform token subdivisionScheme = "none"`;
export const square = (name: string, more = '') => `def Mesh "${name}" {\n  ${SQUARE}\n  ${more}\n}\n`;

let files = 0;

/** @param beside the files that came with the layer */
export const readerIn =
  (folder: string) =>
  async (text: string, beside: Record<string, string | Buffer> = {}) => {
    const path = join(folder, `${++files}.usda`);
    writeFileSync(path, text.startsWith('#usda') ? text : HEADER + text);
    const siblings: Siblings = {
      read: async (reference) => {
        const found = beside[reference];
        return typeof found === 'string' ? Buffer.from(found) : found;
      },
    };
    return readMesh('usd', { path, options: {}, limits: LIMITS, siblings });
  };

export const namesOf = ({ nodes }: MeshModel) => nodes.map(({ name }) => name);
export const boxOf = (model: MeshModel) => {
  const { min, max } = boundsOf(model);
  return [...min, ...max].map((value) => Math.round(value * 1e6) / 1e6 + 0);
};
