// An assimp command that is old, broken or worse: its conversions go on with assimpjs, and say so.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { proveAssimp } from '../../../src/engines/mesh/assimp/prove-assimp.ts';
import { openEngine } from '../../../src/engines/open-engine.ts';
import { scratchFolderOf } from '../../../src/engines/scratch-folder.ts';
import { assimpCommand, skipWithoutAssimp } from '../../support/assimp-command.ts';
import { isAlive } from '../../support/processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { buildZip } from '../archive/build-zip.ts';
import { LIMITS, openFolder } from '../cad/engine-jobs.ts';
import { fbxBinary, tetraRecords } from './build-fbx.ts';

t.setTimeout(600_000);

/** In the records of the model, and in no file of the proof. */
const OF_THE_MODEL = 'Tetraeder';
const MODEL = fbxBinary(tetraRecords());

/** A command that is the real one but for this model. */
function commandThat(t: Test, does: string): string {
  const path = join(t.testdir({}), 'assimp');
  writeFileSync(
    path,
    `#!/bin/sh\nif [ "$1" = export ] && grep -q ${OF_THE_MODEL} "$2"; then\n${does}\nfi\nexec ${assimpCommand} "$@"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

function open(t: Test, assimp: string) {
  const lines: string[] = [];
  const log = (_fields: object, message: string) => void lines.push(message);
  const engine = openEngine({
    maxChildren: 1,
    recycleAfter: 100,
    maxRssBytes: 2e9,
    hardRssBytes: 2e9,
    timeoutMs: 300_000,
    limits: LIMITS,
    logger: { info() {}, warn: log, error: log },
    programs: { assimp },
  });
  t.teardown(() => engine.close());
  return { engine, lines };
}

const watch = () => ({ signal: new AbortController().signal, onProgress() {} });
const SAYS = [/^The assimp command broke down on this model; assimpjs was used instead\.$/];

const LOG = 'echo "Info,  T0: Found a matching importer for this file format: Autodesk FBX Importer." >&2';

const BREAKS: Readonly<Record<string, string>> = {
  'ends with a code': 'exit 10',
  'dies of a signal': 'kill -SEGV $$',
  'writes nothing': `${LOG}; exit 0`,
  'writes garbage': `${LOG}; echo glTF > "$3"; exit 0`,
  'links to a file of others': `${LOG}; ln -s /etc/hostname "$3"; exit 0`,
  'takes another importer': `echo 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3' > model.obj; exec ${assimpCommand} export model.obj "$3" -fglb2 -l`,
};

t.test('breaks down', { skip: skipWithoutAssimp }, async (t) => {
  for (const [how, does] of Object.entries(BREAKS)) {
    t.test(how, async (t) => {
      const { engine, lines } = open(t, commandThat(t, does));
      t.equal(
        engine.capabilities().find(({ source, target }) => source === 'fbx' && target === 'glb')?.engine,
        'assimp-cli',
      );
      const folder = await openFolder(t);
      const job = folder.job('fbx', await folder.put('a.fbx', MODEL), 'glb');
      const report = await engine.convert(job, watch());
      t.equal(report.engine.name, 'assimpjs');
      t.match(report.warnings.slice(-1), SAYS);
      t.equal(report.source.triangles, 8);
      t.ok(lines.includes('The assimp command broke down on a model'));
      t.notOk(existsSync(scratchFolderOf(job.targetPath)));
      const look = folder.job('fbx', job.sourcePath, 'glb');
      t.match((await engine.inspect(look, watch())).warnings.slice(-1), SAYS);

      const zip = folder.job(
        'zip',
        await folder.put('a.zip', buildZip([{ name: 'a.fbx', bytes: MODEL }])),
        'glb',
      );
      const zipped = await engine.convert(zip, watch());
      t.equal(zipped.engine.name, 'converto-mesh');
      t.match(zipped.warnings.slice(-1), SAYS);
      t.notOk(existsSync(scratchFolderOf(zip.targetPath)));
      t.strictSame(readFileSync(zip.targetPath), readFileSync(job.targetPath));
    });
  }
});

t.test('is no assimp at all', async (t) => {
  const { engine } = open(t, '/bin/false');
  const folder = await openFolder(t);
  const job = folder.job('fbx', await folder.put('a.fbx', MODEL), 'stl');
  const report = await engine.convert(job, watch());
  t.equal(report.engine.name, 'assimpjs');
  t.match(report.warnings.slice(-1), SAYS);
});

t.test('reads models otherwise than expected', { skip: skipWithoutAssimp }, async (t) => {
  const path = join(t.testdir({}), 'assimp');
  writeFileSync(path, `#!/bin/sh\nexec ${assimpCommand} "$@"${' '}-ptv\n`); // without the tree
  chmodSync(path, 0o755);
  await t.rejects(proveAssimp(path), {
    code: 'engine_unavailable',
    cause: { message: /^it reads dae otherwise: / },
  });
  t.match(await proveAssimp(assimpCommand!), /^\d+\.\d+/);
});

t.test('is killed with its conversion', { skip: skipWithoutAssimp }, async (t) => {
  const folder = await openFolder(t);
  const pidFile = join(t.testdir({}), 'pid');
  const { engine } = open(
    t,
    commandThat(t, `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 600`),
  );
  const stop = new AbortController();
  const job = folder.job('fbx', await folder.put('a.fbx', MODEL), 'glb');
  const converting = engine.convert(job, { signal: stop.signal, onProgress() {} });
  await waitUntil('the command runs', () => existsSync(pidFile), 120_000);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  t.ok(isAlive(pid));
  stop.abort(new Error('cancelled'));
  await t.rejects(converting, { message: 'cancelled' });
  await waitUntil('it is gone', () => !isAlive(pid));
});
