/** A process with a busy pool, to be killed with -9. Arguments: the file in which the child writes its pid. */
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import { createEnginePool } from '../../src/engines/pool/engine-pool.ts';

const silent = { info() {}, warn() {}, error() {} };
const file = String(process.argv[2]);
const pool = createEnginePool({
  maxChildren: 1,
  recycleAfter: 1,
  maxRssBytes: 1e9,
  hardRssBytes: 1e9,
  timeoutMs: 600_000,
  limits: { ...DEFAULT_LIMITS, maxTriangles: 1, maxVertices: 1, maxFacetedFaces: 1 },
  logger: silent,
  childEntry: new URL('./hostile-child.ts', import.meta.url),
});
await pool.convert(
  'hostile',
  {
    sourceFormat: 'stl',
    targetFormat: 'obj',
    sourcePath: file,
    targetPath: `${file}.obj`,
    modelName: 'model',
    options: { mood: process.argv[3], file },
  },
  { signal: new AbortController().signal, onProgress() {} },
);
if (process.argv[4] === 'close') await pool.close();
