// The proof of the distributed profile: real processes and services under load, harmed at random instants; then every
// invariant is asked. `npm run chaos`; see docs/reliability.md. Ends with 1 where one was broken.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wage } from './campaign.ts';
import { createClient } from './client.ts';
import { startCluster } from './cluster.ts';
import { collectHistory } from './collect.ts';
import { checkHistory } from './invariants/check.ts';
import { startLoad } from './load.ts';
import { missingTools } from './missing-tools.ts';
import { commandOf, parseOptions, USAGE } from './options.ts';
import { createRandom } from './random.ts';
import { score, table } from './scoreboard.ts';
import { totals } from './totals.ts';
import { writePage } from './write-page.ts';

const MINUTE = 60_000;
const TRIES_EACH = 3;
/** Nothing is removed during a round. */
const DISK_MIB = 256;
const DISK_MIB_A_MINUTE = 64;
const PROBE_EVERY_MS = 100;
const MOST_SHOWN = 40;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
const options = parseOptions(args);
const command = commandOf(options, args);
const began = Date.now();
const say = (line: string) =>
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}`);

const missing = missingTools();
if (missing.length > 0 && !options.required) {
  console.log(`SKIPPED: the chaos proof needs ${missing.join(', ')}`);
  process.exit(0);
}
say(command);
const folder = await mkdtemp(join(tmpdir(), 'converto-chaos-'));
let isSound = false;
const random = createRandom(options.seed);
const cluster = await startCluster({
  folder,
  diskMib: DISK_MIB + DISK_MIB_A_MINUTE * (options.minutes ?? 5),
  storage: options.storage,
  random: random.fork(),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await cluster.close().catch(() => {});
    if (!options.keep) await rm(folder, { recursive: true, force: true });
    process.exit(1);
  });
try {
  say('two APIs and two workers are ready');
  const client = createClient(cluster.addresses, random.fork());
  const impatient = createClient(cluster.addresses, random.fork(), PROBE_EVERY_MS);
  const load = startLoad(client, impatient, cluster.addresses, random.fork());
  const strikes = await wage(
    { cluster, load, random },
    {
      faults: options.faults,
      until: options.minutes === undefined ? 'each hit once' : Date.now() + options.minutes * MINUTE,
      triesEach: TRIES_EACH,
      say,
    },
  );
  say('no more harm; everything comes to rest');
  load.stop();
  const history = await collectHistory(cluster, load, [client, impatient]);
  const violations = checkHistory(history);
  const rows = score(
    options.faults.map(({ name }) => name),
    strikes,
    violations,
    history,
    load.seen.lives,
  );
  const board = `${table(rows)}\n\n${totals(history, client)}`;
  console.log(`\n${board}\n`);
  for (const violation of violations.slice(0, MOST_SHOWN))
    console.log('VIOLATION', JSON.stringify(violation));
  if (violations.length > MOST_SHOWN) console.log(`… and ${violations.length - MOST_SHOWN} more`);
  const never = rows.filter(({ tries, hits }) => tries > 0 && hits === 0).map(({ fault }) => fault);
  if (never.length > 0) console.log(`DID NOT HIT: ${never.join(', ')}`);
  isSound = violations.length === 0 && never.length === 0;
  const { watches, downloads, final } = history;
  await writeFile(
    join(folder, 'round.json'),
    JSON.stringify({ command, strikes, violations, watches, downloads, final }, null, 1),
  );
  if (options.write) await writePage({ board, command, violations: violations.length });
  say(isSound ? 'no violation' : `${violations.length} violations; again: ${command}`);
} finally {
  await cluster.close().catch((error: unknown) => console.error(error));
  if (isSound && !options.keep) await rm(folder, { recursive: true, force: true });
  else console.log(`The journals and logs are in ${folder}`);
}
process.exit(isSound ? 0 : 1);
