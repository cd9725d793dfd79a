import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { Problem } from '../../src/domain/problem.ts';
import type { Report } from '../../src/domain/report.ts';
import { type EngineModule, EngineTrap } from '../../src/engines/engine-module.ts';
import type { EngineModules } from '../../src/engines/engine-modules.ts';
import { scratchFolderOf } from '../../src/engines/scratch-folder.ts';

/** Engines that do what a real one may do on a bad day. The options of the conversion say how. */
export type Mood = (
  job: Parameters<EngineModule['convert']>[0],
  tell: Parameters<EngineModule['convert']>[2],
) => unknown;

/** The few names that this file needs; Node 20's types have none. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: Record<string, () => void> };
}

const CHANNEL_FD = 3;
const forEver = () => new Promise<never>(() => setInterval(() => {}, 1000));
const kept: unknown[] = [];

/** Leaves half a file behind before it misbehaves, so that a test can see it removed. */
const MOODS: Readonly<Record<string, Mood>> = {
  copies: (job, tell) => {
    tell('reading', 0.5);
    tell('writing', 1);
    copyFileSync(job.sourcePath, job.targetPath);
  },
  'waits for a file': async (job, tell) => {
    tell('reading');
    const path = String(job.options.file);
    for (;;) {
      try {
        readFileSync(path);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    copyFileSync(job.sourcePath, job.targetPath);
  },
  'tells a lot': (job, tell) => {
    const until = performance.now() + 1000;
    tell('validating');
    while (performance.now() < until) tell('reading', (performance.now() - until + 1000) / 1000);
    tell('reading', 0.1);
    tell('validating', 1);
    tell('converting', Number.NaN);
    tell('writing', 7);
    copyFileSync(job.sourcePath, job.targetPath);
  },
  'tells too late': (job, tell) => {
    copyFileSync(job.sourcePath, job.targetPath);
    setTimeout(() => {
      tell('writing', 1);
      writeFileSync(String(job.options.file), 'told');
    }, 50);
  },
  'refuses the model': () => {
    throw new Problem('input_malformed', { detail: 'Line 3 is no line.', cause: new Error('secret place') });
  },
  'fills the disk': () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  },
  'writes elsewhere': (job) => writeFileSync(String(job.options.file), 'owned'),
  'calls home': async (job) => {
    const socket = connect(Number(job.options.file), '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    copyFileSync(job.sourcePath, job.targetPath);
  },
  'reads a missing source': (job) => readFileSync(job.sourcePath),
  'sleeps for ever': forEver,
  'loops for ever': (job, tell) => {
    tell('converting', 0.25);
    writeFileSync(String(job.options.file ?? job.targetPath), String(process.pid));
    for (;;);
  },
  'allocates buffers': (_job, tell) => {
    tell('converting');
    for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  'allocates objects': (_job, tell) => {
    tell('converting');
    for (;;) kept.push({ text: new Array(1000).fill(kept.length) });
  },
  'asks for too much at once': () => kept.push(new ArrayBuffer(2 ** 52)),
  'kills itself': (_job, tell) => {
    tell('writing');
    process.kill(process.pid, 'SIGKILL');
    return forEver();
  },
  aborts: () => process.abort(),
  segfaults: () => {
    process.kill(process.pid, 'SIGSEGV');
    return forEver();
  },
  'exits with 3': () => {
    process.stderr.write('last words\n');
    process.exit(3);
  },
  'exits silently': () => process.exit(0),
  'throws a number': () => {
    throw 5246024;
  },
  'throws an error': () => {
    throw new TypeError('undefined is not a model');
  },
  'throws later': () => {
    setTimeout(() => {
      throw new Error('nobody waits for me');
    }, 10);
    return forEver();
  },
  traps: () => {
    throw new EngineTrap('null function or function signature mismatch');
  },
  'traps in WebAssembly': () => {
    // (module (func (export "f") unreachable))
    const bytes = new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0,
      11,
    ]);
    const { Instance, Module } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
    const { exports } = new Instance(new Module(bytes));
    exports.f?.();
  },
  'sends garbage': () => {
    writeSync(CHANNEL_FD, '\u0000\u0001 this is no JSON\n');
    return forEver();
  },
  'sends JSON that is no message': () => {
    writeSync(CHANNEL_FD, '{"type":"converted","id":1,"report":null}\n');
    return forEver();
  },
  'answers for another': () => {
    writeSync(CHANNEL_FD, '{"type":"loaded","id":999}\n');
    return forEver();
  },
  'sends a line without end': () => {
    const chunk = 'x'.repeat(64 * 1024);
    for (;;) {
      try {
        writeSync(CHANNEL_FD, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
    }
  },
  'hangs up but stays': () => {
    closeSync(CHANNEL_FD);
    for (;;);
  },
  'leaves a grandchild': (job) => {
    const grandchild: ChildProcess = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'inherit'] });
    writeFileSync(String(job.options.file), String(grandchild.pid));
    process.exit(3);
  },
};

const measures = { format: 'stl', parts: 1, unit: 'mm', upAxis: 'z', colours: 0 } as const;

const hostile: EngineModule = {
  name: 'hostile',
  version: '1',
  warm: async () => {},
  async convert(job, _limits, tell): Promise<Report> {
    const { mood } = job.options;
    if (mood !== 'copies') {
      writeFileSync(job.targetPath, 'half a file');
      mkdirSync(scratchFolderOf(job.targetPath));
    }
    await MOODS[String(mood)]?.(job, tell);
    return {
      source: measures,
      target: measures,
      warnings: [`converted by ${process.pid}`],
      lost: [],
      engine: { name: 'hostile', version: '1' },
      timingsMs: {},
    };
  },
};

export const hostileEngines: EngineModules = {
  hostile: async () => hostile,
  'loads never': async () => ({ ...hostile, warm: () => forEver() }),
  'fails to load': () => import(String('./there-is-no-such-engine.ts')),
  'crashes while it loads': async () => ({ ...hostile, warm: async () => process.abort() }),
  // Under the names of the catalogue, for the command line.
  opencascade: async () => hostile,
  'occt-import': async () => hostile,
  'converto-mesh': async () => hostile,
};
