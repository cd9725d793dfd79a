import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAssimp } from './find-assimp.ts';
import { type Watched, watchProcess } from './watched-process.ts';

const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program that converts one file in a fresh process. */
export interface Contender {
  name: string;
  command(source: string, target: string): [program: string, ...args: string[]];
  /** Finds the time in what it prints; absent: the time of the whole process. */
  secondsIn?(output: string): number;
}

/** What is shipped is compiled JavaScript: measure that, of the sources as they are now. */
export function compileOurs(): string {
  const dist = join(CACHE, 'converto/dist');
  mkdirSync(dist, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const config = join(ROOT, 'tsconfig.build.json');
  const args = ['-p', config, '--outDir', dist, '--tsBuildInfoFile', join(dist, '.tsbuildinfo')];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile: ${stdout}`);
  copyFileSync(join(ROOT, 'package.json'), join(CACHE, 'converto/package.json')); // engines read their version there
  return dist;
}

/**
 * @param how `engine`: as a child of the service does it, with its report; `direct`: reader, writer and reading back;
 * `warm`: as `engine`, in a process that has converted before, without its start
 */
export function ours(dist: string, how: 'engine' | 'direct' | 'warm', name: string): Contender {
  const program = fileURLToPath(new URL('convert-mesh.mjs', import.meta.url));
  return {
    name,
    command: (source, target) => [process.execPath, program, dist, how, source, target],
    ...(how === 'warm' && { secondsIn: Number }),
  };
}

const ASSIMP_IDS: Readonly<Record<string, string>> = { glb: 'glb2', stl: 'stlb', ply: 'plyb', obj: 'obj' };

export function assimp(): Contender | undefined {
  const [program, ...args] = findAssimp() ?? [];
  if (program === undefined) return undefined;
  const idOf = (target: string) => ASSIMP_IDS[target.slice(target.lastIndexOf('.') + 1)]!;
  return {
    name: 'assimp',
    command: (source, target) => [program, ...args, 'export', source, target, `-f${idOf(target)}`],
  };
}

/** Undefined, and said so, where Python or the package cannot be had. */
export function trimesh(): Contender | undefined {
  const python = join(CACHE, 'venv/bin/python');
  const code = 'import sys, trimesh; trimesh.load(sys.argv[1]).export(sys.argv[2])';
  const installs = [
    ['python3', '-m', 'venv', join(CACHE, 'venv')],
    [python, '-m', 'pip', 'install', '--quiet', 'trimesh', 'numpy'],
  ];
  for (const [program, ...args] of existsSync(python) ? installs.slice(1) : installs) {
    if (spawnSync(program!, args, { stdio: 'ignore' }).status === 0) continue;
    console.log(`SKIPPED trimesh: \`${[program, ...args].join(' ')}\` failed.\n`.replaceAll(ROOT, ''));
    return undefined;
  }
  return { name: 'trimesh', command: (source, target) => [python, '-c', code, source, target] };
}

/** Throws where it writes no file. */
export async function runContender(contender: Contender, source: string, target: string): Promise<Watched> {
  rmSync(target, { force: true });
  const [program, ...args] = contender.command(source, target);
  const watched = await watchProcess(program, args);
  if (!existsSync(target)) throw new Error(`${contender.name} wrote no file`);
  return contender.secondsIn ? { ...watched, seconds: contender.secondsIn(watched.output) } : watched;
}
