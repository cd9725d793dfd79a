// (e) 500 small conversions of many pairs of formats through the HTTP API, beside one `assimp export` process for each
// of the same files, in turns; and one `converto convert` process for each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileOurs } from './support/contenders.ts';
import { cpuMs, cpuMsOfTree } from './support/cpu-time.ts';
import { findAssimp } from './support/find-assimp.ts';
import { startServer } from './support/server.ts';
import { createSmallClient } from './support/small-client.ts';
import { makeSmallJobs, type SmallJob } from './support/small-jobs.ts';
import { median, printTable } from './support/table.ts';

const COUNT = 500;
const ROUNDS = 3;
const OWN_PROCESSES = 40; // starting one takes long: fewer are enough to know its rate
/** Clients, and processes of the peer: enough that nobody is idle. More than two for each core still help the peer. */
const AT_ONCE = 8;

interface Rate {
  perSecond: number;
  /** Of processor time for each conversion: in the service, in its engines, in what asks or spawns. */
  cpu: { service: number; engines: number; asking: number };
}

/** Does the work `count` times, `atOnce` at a time. */
async function rateOf(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
  cpu: () => Rate['cpu'],
): Promise<Rate> {
  const before = cpu();
  const started = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const after = cpu();
  const each = (name: keyof Rate['cpu']) => (after[name] - before[name]) / count;
  return {
    perSecond: count / seconds,
    cpu: { service: each('service'), engines: each('engines'), asking: each('asking') },
  };
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

/** Processes that ended count as engines: there is no service around them. */
const cpuOfSpawned = (): Rate['cpu'] => {
  const { own, reaped } = cpuMs('self');
  return { service: 0, engines: reaped, asking: own };
};

const ASSIMP_IDS: Readonly<Record<SmallJob['target'], string>> = {
  stl: 'stlb',
  obj: 'obj',
  ply: 'plyb',
  glb: 'glb2',
  '3mf': '3mf',
};

const folder = mkdtempSync(join(tmpdir(), 'bench-small-'));
try {
  const cores = availableParallelism();
  const server = await startServer(new URL('support/converto-server.ts', import.meta.url), {
    STORAGE_DIR: join(folder, 'storage'),
    WORKER_CONCURRENCY: `${cores}`,
  });
  const client = createSmallClient(server.address);
  const jobs = await makeSmallJobs(join(folder, 'models'), client);
  const jobAt = (index: number): SmallJob => jobs[index % jobs.length]!;
  const outputAt = (index: number) => join(folder, `${index}.${jobAt(index).target}`);
  const cpuOfService = (): Rate['cpu'] => {
    const { own, below } = cpuMsOfTree(server.process.pid!);
    return { service: own, engines: below, asking: cpuMs('self').own };
  };
  const throughApi = (count: number) =>
    rateOf(
      count,
      AT_ONCE,
      (index) => client.convert(jobAt(index).fileName, jobAt(index).bytes, jobAt(index).target),
      cpuOfService,
    );
  const [assimp, ...assimpArgs] = findAssimp() ?? [];
  const throughAssimp = (program: string) =>
    rateOf(
      COUNT,
      AT_ONCE,
      (index) => {
        const { path, target } = jobAt(index);
        return run(program, [...assimpArgs, 'export', path, outputAt(index), `-f${ASSIMP_IDS[target]}`]);
      },
      cpuOfSpawned,
    );

  await throughApi(2 * jobs.length); // the service is warm: it runs for weeks
  const api: Rate[] = [];
  const spawned: Rate[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    api.push(await throughApi(COUNT));
    if (assimp !== undefined) spawned.push(await throughAssimp(assimp));
  }
  client.close();
  await server.stop();

  const cli = join(compileOurs(), 'cli.js');
  const ownProcess = await rateOf(
    OWN_PROCESSES,
    cores,
    (index) => run(process.execPath, [cli, 'convert', jobAt(index).path, outputAt(index), '--quiet']),
    cpuOfSpawned,
  );

  const bytes = jobs.map((job) => job.bytes.length);
  const size = (value: number) => `${(value / 1000).toFixed(1)} kB`;
  console.log(
    `${jobs.length} pairs of a file (${size(Math.min(...bytes))} to ${size(Math.max(...bytes))}, median ${size(median(bytes))}) and a target, over and over: a cube of 12 triangles and a sphere of 960 as STL, OBJ, PLY, OFF, GLB and 3MF. ` +
      `${AT_ONCE} clients that wait for the end, ${AT_ONCE} processes of assimp at once, ${cores} of converto. Medians of ${ROUNDS} rounds in turns.\n`,
  );
  const rows: [string, Rate[]][] = [
    ['one `converto convert` process each', [ownProcess]],
    ['converto, HTTP API', api],
    ['one `assimp export` process each', spawned],
  ];
  const of = (rates: readonly Rate[], figure: (rate: Rate) => number) => median(rates.map(figure));
  printTable(
    [
      `${COUNT} small conversions`,
      'conversions/s',
      'ratio',
      'CPU ms each: service',
      'engine processes',
      'client or spawner',
    ],
    rows
      .filter(([, rates]) => rates.length > 0)
      .map(([name, rates]) => [
        name,
        of(rates, ({ perSecond }) => perSecond).toFixed(1),
        (of(rates, ({ perSecond }) => perSecond) / ownProcess.perSecond).toFixed(1),
        of(rates, ({ cpu }) => cpu.service).toFixed(1),
        of(rates, ({ cpu }) => cpu.engines).toFixed(1),
        of(rates, ({ cpu }) => cpu.asking).toFixed(1),
      ]),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
