// Builds the image of the Dockerfile without Docker: what its stages copy and run, in an empty folder. Then starts what
// was made as a container would, with a root that is read-only and a user without rights, asks its HEALTHCHECK and
// converts a model over HTTP.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../services/free-port.mjs';
import { commandOf, environmentOf, stagesOf } from './dockerfile.mjs';
import { canIsolate, readOnlyRoot } from './read-only-root.mjs';

const START_MS = 60_000;
const context = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'image-'));
const roots = new Map();
/** Stages that this machine cannot build. */
const skipped = new Set();
const havePython =
  spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 11))']).status === 0;

function build({ name, instructions }, rootOfStage) {
  let cwd = '/';
  if (name === 'occt' && !havePython) skipped.add(name);
  if (skipped.has(name)) return;
  for (const { keyword, rest, words, flags } of instructions) {
    if (keyword === 'WORKDIR') mkdirSync(join(rootOfStage, (cwd = rest)), { recursive: true });
    if (keyword === 'COPY')
      copy(words, flags.from, (path) => join(rootOfStage, path.startsWith('/') ? path : join(cwd, path)));
    if (keyword === 'RUN') run(rest, join(rootOfStage, cwd));
  }
  roots.set(name, rootOfStage);
}

function run(command, cwd) {
  console.log(`$ ${command}`);
  const { status } = spawnSync('sh', ['-euc', command], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`"${command}" ended with ${status}`);
}

const ignored = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n');

/** A folder's content goes into the target; a file into it under its name. */
function copy(words, stage, inStage) {
  const target = words.at(-1);
  for (const source of words.slice(0, -1)) {
    if (stage === undefined && !ignored.includes(`!${source}`))
      throw new Error(`.dockerignore hides ${source} from Docker`);
    const from = join(stage === undefined ? context : roots.get(stage), source);
    if (stage !== undefined && (source.startsWith('/usr/') || skipped.has(stage))) {
      console.log(`SKIPPED: ${source} of ${stage}: it comes from an image that is not here.`);
      continue;
    }
    const into = statSync(from).isDirectory() ? '' : target.endsWith('/') ? basename(source) : '';
    cpSync(from, join(inStage(target), into), { recursive: true, verbatimSymlinks: true });
  }
}

function refuseDevDependencies(app) {
  const { packages } = JSON.parse(readFileSync(join(context, 'package-lock.json'), 'utf8'));
  const dev = Object.keys(packages).filter((path) => packages[path].dev);
  const found = dev.filter((path) => existsSync(join(app, path)));
  if (dev.length === 0 || found.length > 0) throw new Error(`dev dependencies in the image: ${found}`);
  console.log(`None of the ${dev.length} packages for development is in the image.`);
}

async function ended(child) {
  let printed = '';
  child.stdout.on('data', (text) => (printed += text));
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, printed };
}

async function tryOut(image, start) {
  const last = (keyword) => commandOf(image.instructions.findLast((each) => each.keyword === keyword));
  const environment = { ...environmentOf(image), PORT: String(await freePort()) };
  const health = () => ended(start(last('HEALTHCHECK'), environment));
  const before = await health();
  if (before.code !== 1)
    throw new Error(`the health check of nothing ended with ${before.code}: ${before.printed}`);

  const server = start([...last('ENTRYPOINT'), ...last('CMD')], environment);
  const over = ended(server);
  try {
    for (const until = Date.now() + START_MS; (await health()).code !== 0; )
      if (server.exitCode !== null || Date.now() > until)
        throw new Error(`not healthy: ${(await over).printed}`);
    const base = `http://127.0.0.1:${environment.PORT}`;
    const form = new FormData();
    form.set('target_format', 'glb');
    form.set('file', new Blob([readFileSync(join(context, 'examples/bracket.step'))]), 'bracket.step');
    const headers = { prefer: 'wait=60' };
    const answer = await fetch(`${base}/api/v1/conversions`, { method: 'POST', headers, body: form });
    const conversion = await answer.json();
    const file = await fetch(`${base}/api/v1/conversions/${conversion.id}/files?type=converted`);
    const bytes = Buffer.from(await file.arrayBuffer());
    if (bytes.toString('latin1', 0, 4) !== 'glTF')
      throw new Error(`no GLB: ${answer.status} ${JSON.stringify(conversion)}`);
    console.log(`It is healthy and converts over HTTP: bracket.glb has ${bytes.length} bytes.`);
  } finally {
    server.kill('SIGTERM');
  }
  const { code } = await over;
  if (code !== 0) throw new Error(`on SIGTERM it ended with ${code}`);
}

async function refuseWrites(start) {
  const write = "try { fs.writeFileSync('/app/x', '') } catch (e) { console.log(e.code, process.getuid()) }";
  const { printed } = await ended(start(['node', '-e', write], {}));
  if (printed.trim() !== 'EROFS 1000')
    throw new Error(`its root is not read-only, or its user has rights: ${printed}`);
}

try {
  const stages = stagesOf(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  for (const [at, stage] of stages.entries()) build(stage, join(folder, String(at)));
  const image = stages.at(-1);
  const rootOfImage = join(folder, String(stages.length - 1));
  const only = (keyword) => image.instructions.find((each) => each.keyword === keyword);
  const cwd = only('WORKDIR').rest;
  refuseDevDependencies(join(rootOfImage, cwd));

  if (canIsolate()) {
    const volumes = commandOf(only('VOLUME'));
    const start = readOnlyRoot({ folder: rootOfImage, user: only('USER').rest, volumes, cwd });
    await refuseWrites(start);
    await tryOut(image, start);
  } else {
    console.log('SKIPPED: a read-only root needs Linux, root and unshare; it is run without one.');
    const folders = { STORAGE_DIR: join(folder, 'data'), SCRATCH_DIR: join(folder, 'scratch') };
    await tryOut(image, ([command, ...args], environment) =>
      spawn(command, args, {
        cwd: join(rootOfImage, cwd),
        env: { ...process.env, ...environment, ...folders },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
