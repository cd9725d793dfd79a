import { join } from 'node:path';
import t from 'tap';
import { exportMesh } from '../../../src/engines/mesh/export-mesh.ts';
import type { MeshModel } from '../../../src/engines/mesh/model.ts';
import { readMesh } from '../../../src/engines/mesh/read-mesh.ts';
import { LIMITS } from '../mesh/shapes.ts';

t.test('polygons of a mesh that is shown several times are stored once', async (t) => {
  const indices = Uint32Array.of(0, 1, 2, 0, 2, 3);
  const model: MeshModel = {
    unit: 'm',
    upAxis: 'y',
    unitKnown: true,
    nodes: [0, 5, 9].map((x) => ({
      name: `at ${x}`,
      mesh: 0,
      matrix: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, 0, 0, 1),
    })),
    meshes: [
      {
        primitives: [
          {
            positions: Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0),
            indices,
            polygons: { indices, sizes: Uint32Array.of(4), corners: Uint32Array.of(0, 1, 2, 3) },
          },
        ],
      },
    ],
    materials: [],
    images: [],
  };
  const targetPath = join(t.testdir(), 'quads.usdz');
  const job = {
    sourceFormat: 'obj',
    targetFormat: 'usdz',
    sourcePath: '',
    targetPath,
    modelName: 'quads',
  } as const;
  await t.resolves(exportMesh(model, { ...job, options: {} }, LIMITS, () => {}, { warnings: [] }));
  const { model: read } = await readMesh('usdz', { path: targetPath, options: {}, limits: LIMITS });
  t.equal(read.nodes.filter(({ mesh }) => mesh !== undefined).length, 3);
});
