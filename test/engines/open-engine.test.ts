import { readFileSync } from 'node:fs';
import t from 'tap';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { engineModules } from '../../src/engines/engine-modules.ts';
import { engineVersions, openEngine } from '../../src/engines/open-engine.ts';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

t.test('versions are those of the lockfile', async (t) => {
  t.strictSame(engineVersions(), {
    opencascade: lock.packages['node_modules/opencascade.js'].version,
    'occt-import': lock.packages['node_modules/occt-import-js'].version,
    assimpjs: lock.packages['node_modules/assimpjs'].version,
    'converto-mesh': lock.packages[''].version,
  });
});

t.test('every engine of the catalogue has a module', async (t) => {
  const named = new Set(listCapabilities().map(({ engine }) => engine));
  t.strictSame([...named].sort(), Object.keys(engineModules).sort());
});

t.test('opening starts no process and closing is quick', async (t) => {
  const lines: string[] = [];
  const log = (_fields: object, message: string) => void lines.push(message);
  const engine = openEngine({
    maxChildren: 1,
    recycleAfter: 1,
    maxRssBytes: 1e9,
    hardRssBytes: 1e9,
    timeoutMs: 1000,
    limits: { maxTriangles: 1, maxVertices: 1, maxFacetedFaces: 1 },
    logger: { info: log, warn: log, error: log },
  });
  t.equal(engine.capabilities().length, listCapabilities().length);
  await engine.close();
  t.strictSame(lines, []);
});
