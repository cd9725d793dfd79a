import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { DEFAULT_LIMITS } from '../../src/domain/engine-limits.ts';
import { listCapabilities } from '../../src/engines/catalogue.ts';
import { engineModules } from '../../src/engines/engine-modules.ts';
import { engineVersions, openEngine } from '../../src/engines/open-engine.ts';
import { LIMITS, openFolder } from './cad/engine-jobs.ts';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

t.test('versions are those of the lockfile', async (t) => {
  t.strictSame(engineVersions(), {
    opencascade: lock.packages['node_modules/opencascade.js'].version,
    'occt-import': lock.packages['node_modules/occt-import-js'].version,
    assimpjs: lock.packages['node_modules/assimpjs'].version,
    'web-ifc': lock.packages['node_modules/web-ifc'].version,
    rhino3dm: lock.packages['node_modules/rhino3dm'].version,
    'converto-mesh': lock.packages[''].version,
  });
});

t.test('every engine of the catalogue has a module', async (t) => {
  const named = new Set(
    [{}, { nativeCad: true, assimp: true }].flatMap((machine) =>
      listCapabilities(machine).map(({ engine }) => engine),
    ),
  );
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
    limits: { ...DEFAULT_LIMITS, maxTriangles: 1, maxVertices: 1, maxFacetedFaces: 1 },
    logger: { info: log, warn: log, error: log },
  });
  t.equal(engine.capabilities().length, listCapabilities().length);
  await engine.close();
  t.strictSame(lines, []);
});

t.test('WebAssembly converts where the native engine breaks down, and the report says so', async (t) => {
  const warnings: string[] = [];
  const log = (_fields: object, message: string) => void warnings.push(message);
  const engine = openEngine({
    maxChildren: 1,
    recycleAfter: 10,
    maxRssBytes: 2e9,
    hardRssBytes: 2e9,
    timeoutMs: 200_000,
    limits: LIMITS,
    logger: { info() {}, warn: log, error: log },
    programs: { nativePython: '/bin/false' }, // ends at once
  });
  t.teardown(() => engine.close());
  const pair = engine.capabilities().find(({ source, target }) => source === 'step' && target === 'stl');
  t.equal(pair?.engine, 'occt-native');
  const folder = await openFolder(t);
  const source = fileURLToPath(new URL('../../examples/bracket.step', import.meta.url));
  const report = await engine.convert(folder.job('step', source, 'stl'), {
    signal: new AbortController().signal,
    onProgress() {},
  });
  t.equal(report.engine.name, 'occt-import');
  t.match(report.warnings, [
    /^The native CAD engine broke down on this model; occt-import was used instead\.$/,
  ]);
  t.ok(warnings.includes('The native CAD engine broke down on a model'));
});
