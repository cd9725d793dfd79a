import { constants } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { causeOf } from '../engines/cause.ts';
import { engineChecks } from '../engines/engine-checks.ts';
import { connectTo, namedServer } from '../remote/server.ts';

/** What was found out about one thing that converto needs or could use. */
export interface Finding {
  kind: 'node' | 'folder' | 'sandbox' | 'service' | 'server' | 'engine';
  name: string;
  /** `absent`: it is not there, and need not be. */
  state: 'works' | 'absent' | 'broken';
  says: string;
  /** What to do about it. */
  advice?: string;
  /** Of an engine. */
  version?: string;
}

/** One after another, so that engines do not take the memory of each other. */
export async function* examine(config: Config): AsyncGenerator<Finding> {
  yield await node();
  yield await folder(config);
  yield await sandbox(config);
  yield* services(config);
  yield* server();
  yield* engines(config);
}

async function node(): Promise<Finding> {
  const manifest = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const needed: string = JSON.parse(manifest).engines.node.replace('>=', '');
  const isNew = needed.localeCompare(process.versions.node, 'en', { numeric: true }) <= 0;
  const about = { kind: 'node', name: 'Node', says: process.versions.node } as const;
  return isNew
    ? { ...about, state: 'works' }
    : { ...about, state: 'broken', advice: `converto needs Node ${needed} or newer: https://nodejs.org` };
}

async function folder({ STORAGE_DIR }: Config): Promise<Finding> {
  const path = resolve(STORAGE_DIR);
  const about = { kind: 'folder', name: 'data folder' } as const;
  try {
    const there = await nearest(path);
    if (there === path) {
      const probe = join(path, `.converto-doctor-${process.pid}`);
      await writeFile(probe, '').finally(() => rm(probe, { force: true }));
    }
    return { ...about, state: 'works', says: there === path ? path : `${path} will be made` };
  } catch (error) {
    const advice = 'Let the user that converto runs as write there, or name another folder in STORAGE_DIR.';
    return { ...about, state: 'broken', says: causeOf(error), advice };
  }
}

/** The folder itself, or the next one above it that is there and may be written. */
async function nearest(path: string): Promise<string> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return path;
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw error;
    return nearest(above);
  }
}

async function sandbox({ ENGINE_SANDBOX }: Config): Promise<Finding> {
  const about = { kind: 'sandbox', name: 'sandbox of the service' } as const;
  if (ENGINE_SANDBOX === 'off') return { ...about, state: 'absent', says: 'none: ENGINE_SANDBOX is off.' };
  const { findSandbox } = await import('../../engines/pool/sandbox.ts');
  const found = await findSandbox([]);
  if (typeof found !== 'string') return { ...about, state: 'works', says: found.name };
  const advice = 'Install bubblewrap, and let it make user namespaces: docs/deployment.md.';
  const state = ENGINE_SANDBOX === 'required' ? 'broken' : 'absent';
  return { ...about, state, says: `none. ${found}`, advice };
}

async function* services(config: Config): AsyncGenerator<Finding> {
  if (config.MONGODB_URL === '' && config.AMQP_URL === '' && config.S3_BUCKET === '') return;
  const { serviceChecks } = await import('../../check-services.ts'); // which load their drivers
  for (const { name, setting, tryOut } of serviceChecks(config)) {
    const about = { kind: 'service', name } as const;
    yield await tryOut().then(
      (): Finding => ({ ...about, state: 'works', says: 'can be reached' }),
      (error: unknown): Finding => ({
        ...about,
        state: 'broken',
        says: causeOf(error),
        advice: `Start it, or correct ${setting}.`,
      }),
    );
  }
}

/** Only where one is named. */
async function* server(): AsyncGenerator<Finding> {
  const url = namedServer({});
  if (url === undefined) return;
  const about = { kind: 'server', name: 'server' } as const;
  try {
    const pairs = await (await connectTo(url)).formats();
    yield { ...about, state: 'works', says: `${url} converts ${pairs.length} pairs of formats` };
  } catch (error) {
    const advice = 'Start it with "converto serve", or correct CONVERTO_URL and CONVERTO_TOKEN.';
    yield { ...about, state: 'broken', says: causeOf(error), advice };
  }
}

/** For what npm did not install. */
const ADVICE: Readonly<Record<string, string>> = {
  'occt-native': 'Run "converto engines install", or set NATIVE_CAD=off.',
  'assimp-cli': 'Install another version of assimp, or set ASSIMP=off: assimpjs reads its formats.',
};

async function* engines(config: Config): AsyncGenerator<Finding> {
  for (const { name, version, missing, place, tryOut } of engineChecks(config)) {
    const about = { kind: 'engine', name, version } as const;
    if (missing !== undefined) {
      yield { ...about, state: 'absent', says: missing };
      continue;
    }
    yield await tryOut().then(
      (): Finding => ({ ...about, state: 'works', says: place === undefined ? 'works' : `works: ${place}` }),
      (error: unknown): Finding => ({
        ...about,
        state: 'broken',
        says: `does not work: ${causeOf(error)}`,
        advice: ADVICE[name] ?? 'Install converto again: "npm ci".',
      }),
    );
  }
}
