/** People who convert things, steadily, whatever happens: some watch, some cancel, some delete. */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Status } from '../../src/domain/conversion.ts';
import type { Client } from './client.ts';
import type { Accepted, Download, Watch } from './history.ts';
import { type Model, makeModel } from './models.ts';
import type { Random } from './random.ts';
import { watchConversion } from './watch.ts';

const PAUSE_MS = { least: 150, most: 650 };
const MOST_AT_ONCE = 24;
const MOST_SAMPLES = 24;
const WAIT_SECONDS = 5;
const END_WITHIN_MS = 180_000;

export interface Sample {
  id: string;
  model: Model;
  bytes: Buffer;
}

export interface Seen {
  accepted: Accepted[];
  deleted: Set<string>;
  cancelled: Set<string>;
  watches: Watch[];
  downloads: Download[];
  samples: Sample[];
  /** From the upload's first try until the end was seen; for what was alive during a fault. */
  lives: Map<string, { from: number; to: number | undefined }>;
}

export interface Load {
  readonly seen: Seen;
  /** Accepted, and not seen to have ended. */
  underWay(): string[];
  /** Uploads one model, again and again until it is accepted, and resolves once it has ended. */
  probe(): Promise<void>;
  /** So many uploads at once, beside the steady ones. */
  burst(size: number, make?: (random: Random) => Model): void;
  /** Begins nothing new. */
  stop(): void;
  /** Resolves once everybody is done; watchers that have not seen an end by then are given up. */
  finished(): Promise<void>;
}

interface Resource {
  status: Status;
  output?: { size_bytes: number; sha256: string };
}

/** @param impatient makes the probes */
export function startLoad(
  client: Client,
  impatient: Client,
  addresses: readonly string[],
  random: Random,
): Load {
  const seen: Seen = {
    accepted: [],
    deleted: new Set(),
    cancelled: new Set(),
    watches: [],
    downloads: [],
    samples: [],
    lives: new Map(),
  };
  const people = new Set<Promise<void>>();
  const watchers = new Set<Promise<void>>();
  const over = new AbortController();
  setMaxListeners(0, over.signal); // each watcher listens
  let uploads = 0;
  let stopped = false;

  async function upload(
    { fileName, bytes, target, preview }: Model,
    by = client,
  ): Promise<string | undefined> {
    const tag = `upload-${(uploads += 1)}`;
    const from = Date.now();
    const answer = await by.ask({
      what: 'upload',
      method: 'POST',
      path: '/api/v1/conversions',
      headers: { 'idempotency-key': tag },
      body() {
        const form = new FormData();
        form.set('target_format', target);
        form.set('tag', tag);
        form.set('preview', String(preview));
        form.set('file', new Blob([new Uint8Array(bytes)]), fileName);
        return form;
      },
      retry: ({ status, headers }) => status === 409 && headers.has('retry-after'), // its first try is under way
    });
    if (answer === undefined) return undefined;
    if (answer.status !== 201) throw new Error(`an upload was refused: ${answer.status} ${answer.bytes}`);
    const { id } = answer.json() as { id: string };
    seen.accepted.push({ id, tag, at: Date.now() });
    seen.lives.set(id, { from, to: undefined });
    return id;
  }

  async function ended(id: string, by = client): Promise<Resource | undefined> {
    for (const until = Date.now() + END_WITHIN_MS; Date.now() < until; ) {
      const path = `/api/v1/conversions/${id}?wait=${WAIT_SECONDS}`;
      const answer = await by.ask({ what: 'get', method: 'GET', path, id });
      if (answer?.status !== 200) return undefined; // what is lost is found at the end
      const resource = answer.json() as Resource;
      if (resource.status !== 'pending' && resource.status !== 'in_progress') return resource;
    }
    return undefined;
  }

  async function download(id: string, model: Model, output: NonNullable<Resource['output']>): Promise<void> {
    const path = `/api/v1/conversions/${id}/files?type=converted`;
    const answer = await client.ask({ what: 'download', method: 'GET', path, id });
    if (answer === undefined || seen.deleted.has(id)) return;
    const { bytes } = answer;
    seen.downloads.push({
      id,
      at: Date.now(),
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      told: { sizeBytes: output.size_bytes, sha256: output.sha256 },
    });
    if (seen.samples.length < MOST_SAMPLES && random.chance(0.2)) seen.samples.push({ id, model, bytes });
  }

  async function steer(id: string): Promise<void> {
    const deed = random.next();
    if (deed > 0.14) return;
    await delay(random.between(0, 400));
    if (deed < 0.08) {
      seen.cancelled.add(id);
      await client.ask({ what: 'cancel', method: 'POST', path: `/api/v1/conversions/${id}/cancel`, id });
    } else {
      seen.deleted.add(id);
      await client.ask({ what: 'delete', method: 'DELETE', path: `/api/v1/conversions/${id}`, id });
    }
  }

  async function person(model: Model): Promise<void> {
    const id = await upload(model);
    if (id === undefined) return;
    if (random.chance(0.4)) {
      const watch: Watch = { id, frames: [], ended: 'unfinished' };
      seen.watches.push(watch);
      keep(watchers, watchConversion(addresses, watch, random, over.signal));
    }
    const [resource] = await Promise.all([ended(id), steer(id)]);
    const life = seen.lives.get(id);
    if (life !== undefined && (resource !== undefined || seen.deleted.has(id))) life.to = Date.now();
    if (resource?.output !== undefined) await download(id, model, resource.output);
  }

  let broken: unknown;
  function keep(set: Set<Promise<void>>, promise: Promise<void>): void {
    const kept = promise
      .catch((error) => {
        broken ??= error;
      })
      .finally(() => set.delete(kept));
    set.add(kept);
  }

  void (async () => {
    while (!stopped) {
      if (people.size < MOST_AT_ONCE) keep(people, person(makeModel(random)));
      await delay(random.between(PAUSE_MS.least, PAUSE_MS.most));
    }
  })();

  const underWay = () => [...seen.lives].filter(([, { to }]) => to === undefined).map(([id]) => id);

  return {
    seen,
    underWay,
    async probe() {
      const id = await upload(makeModel(random), impatient);
      if (id === undefined) return;
      const resource = await ended(id, impatient);
      const life = seen.lives.get(id);
      if (life !== undefined && resource !== undefined) life.to = Date.now();
    },
    burst(size, make = makeModel) {
      for (let made = 0; made < size; made += 1) keep(people, person(make(random)));
    },
    stop() {
      stopped = true;
    },
    async finished() {
      stopped = true;
      while (people.size > 0) await Promise.all(people);
      const patience = setTimeout(() => over.abort(), 45_000); // three heartbeats
      while (watchers.size > 0) await Promise.all(watchers);
      clearTimeout(patience);
      if (broken !== undefined) throw broken;
    },
  };
}
