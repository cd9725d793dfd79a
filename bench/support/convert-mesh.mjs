// One conversion in a process of its own: `node convert-mesh.mjs DIST engine|direct|warm SOURCE TARGET`, with the compiled
// engine as a child of the service runs it, or with its reader and writer alone. `warm` converts three times and prints
// the seconds of the last.
import { rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, how, sourcePath, targetPath] = process.argv.slice(2);
const loadFrom = (...path) => import(pathToFileURL(join(dist, ...path)).href);
const load = (file) => loadFrom('engines', 'mesh', file);
const formatOf = (path) => extname(path).slice(1);
const job = {
  sourceFormat: formatOf(sourcePath),
  targetFormat: formatOf(targetPath),
  sourcePath,
  targetPath,
  modelName: 'big',
  options: {},
};
const { DEFAULT_LIMITS: limits } = await loadFrom('domain', 'engine-limits.js');
const tell = () => {};

if (how === 'engine') {
  const { meshEngine } = await load('mesh-engine.js');
  await meshEngine.warm();
  await meshEngine.convert(job, limits, tell);
} else if (how === 'warm') {
  const { meshEngine } = await load('mesh-engine.js');
  let startedAt = 0;
  for (let round = 0; round < 3; round += 1) {
    rmSync(targetPath, { force: true });
    startedAt = performance.now();
    await meshEngine.convert(job, limits, tell);
  }
  process.stdout.write(String((performance.now() - startedAt) / 1000));
} else {
  const { readMesh } = await load('read-mesh.js');
  const { exportMesh } = await load('export-mesh.js');
  const { model } = await readMesh(job.sourceFormat, { path: sourcePath, options: {}, limits });
  await exportMesh(model, job, limits, tell, { warnings: [] });
}
