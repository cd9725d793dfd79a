// (d) A generated binary STL of 1.2 million triangles → GLB, each time in a fresh process: our mesh engine, which also
// measures the source and the written file, our reader and writer alone (which read the file back too), the assimp
// command and trimesh. Time and memory are those of the whole process, its start included.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBigStl } from './support/big-stl.ts';
import { findAssimp } from './support/find-assimp.ts';
import { median, printTable } from './support/table.ts';
import { type Watched, watchProcess } from './support/watched-process.ts';

const TRIANGLES = 1_200_000;
const ROUNDS = 3;
const CACHE = fileURLToPath(new URL('.cache/', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-stl-'));
const source = join(folder, 'big.stl');
const target = join(folder, 'big.glb');

interface Contender {
  name: string;
  command: string;
  args: string[];
}

/** What is shipped is compiled JavaScript: measure that, of the sources as they are now. */
function compileOurs(): string {
  const dist = join(CACHE, 'converto/dist');
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const config = join(ROOT, 'tsconfig.build.json');
  const args = ['-p', config, '--outDir', dist, '--tsBuildInfoFile', join(dist, '.tsbuildinfo')];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile: ${stdout}`);
  copyFileSync(join(ROOT, 'package.json'), join(CACHE, 'converto/package.json')); // engines read their version there
  return dist;
}

function ours(): Contender[] {
  const program = fileURLToPath(new URL('support/convert-mesh.mjs', import.meta.url));
  const run = (name: string, how: string): Contender => ({
    name,
    command: process.execPath,
    args: [program, dist, how, source, target],
  });
  const dist = compileOurs();
  return [
    run('converto: read, write, read back, measure', 'direct'),
    run('converto: the whole engine, with its report', 'engine'),
  ];
}

function assimp(): Contender | undefined {
  const [command, ...args] = findAssimp() ?? [];
  return command === undefined
    ? undefined
    : { name: 'assimp', command, args: [...args, 'export', source, target, '-fglb2'] };
}

function trimesh(): Contender | undefined {
  const python = join(CACHE, 'venv/bin/python');
  const code = 'import sys, trimesh; trimesh.load(sys.argv[1]).export(sys.argv[2])';
  const installs = [
    ['python3', '-m', 'venv', join(CACHE, 'venv')],
    [python, '-m', 'pip', 'install', '--quiet', 'trimesh', 'numpy'],
  ];
  for (const [command, ...args] of existsSync(python) ? installs.slice(1) : installs) {
    if (spawnSync(command!, args, { stdio: 'ignore' }).status === 0) continue;
    console.log(`SKIPPED trimesh: \`${[command, ...args].join(' ')}\` failed.\n`.replaceAll(ROOT, ''));
    return undefined;
  }
  return { name: 'trimesh', command: python, args: ['-c', code, source, target] };
}

async function runOf({ command, args }: Contender): Promise<Watched> {
  rmSync(target, { force: true });
  const watched = await watchProcess(command, args);
  if (!existsSync(target)) throw new Error(`${command} wrote no file`);
  return watched;
}

try {
  mkdirSync(CACHE, { recursive: true });
  writeBigStl(source, TRIANGLES);
  const peer = assimp();
  const contenders = [...ours(), peer, trimesh()].filter((each) => each !== undefined);
  const runs = contenders.map((): Watched[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contender] of contenders.entries()) runs[index]!.push(await runOf(contender));
  }
  const figures = contenders.map(({ name }, index) => ({
    name,
    seconds: median(runs[index]!.map(({ seconds }) => seconds)),
    megabytes: Math.max(...runs[index]!.map(({ peakMegabytes }) => peakMegabytes ?? Number.NaN)),
  }));
  const reference = figures.find(({ name }) => name === peer?.name);
  printTable(
    ['', 'seconds (median of 3)', 'peak MB', 'times as fast as assimp', 'share of its memory'],
    figures.map(({ name, seconds, megabytes }) => [
      name,
      seconds.toFixed(2),
      megabytes.toFixed(0),
      reference ? (reference.seconds / seconds).toFixed(1) : '–',
      reference ? (megabytes / reference.megabytes).toFixed(2) : '–',
    ]),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
