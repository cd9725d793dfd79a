// On servers of their own, where the project starts them: one that has kept much is slower with each round.
import t, { type Test } from 'tap';
import type { Conversion } from '../../src/domain/conversion.ts';
import { NOON, sampleConversion } from '../contracts/sample-conversion.ts';
import {
  NEEDS_PRIVATE_MONGO_JAVA_SERVER,
  NEEDS_PRIVATE_SECANTUSDB,
  startPrivateMongoJavaServer,
  startPrivateSecantusDb,
} from './mongo-private-server.ts';
import { MONGODB_TEST_URLS, openTestStore } from './mongo-test-store.ts';

const ROUNDS = 200;
const RACERS = 50;
/** Races of their own, side by side: as many racers at once as the driver has connections. */
const DOCUMENTS = 2;

t.setTimeout(600_000);
t.jobs = 2; // each server is a process of its own

const title = (server: string) =>
  `of ${RACERS} compare-and-sets on one document exactly one wins, ${ROUNDS} times: ${server}`;

if ('skip' in NEEDS_PRIVATE_SECANTUSDB && 'skip' in NEEDS_PRIVATE_MONGO_JAVA_SERVER) {
  for (const url of MONGODB_TEST_URLS) t.test(title(new URL(url).host), (t) => races(t, url));
}
t.test(title('SecantusDB'), NEEDS_PRIVATE_SECANTUSDB, async (t) =>
  races(t, (await startPrivateSecantusDb(t)).url),
);
t.test(title('mongo-java-server'), NEEDS_PRIVATE_MONGO_JAVA_SERVER, async (t) =>
  races(t, (await startPrivateMongoJavaServer(t)).url),
);

async function races(t: Test, url: string): Promise<void> {
  const { store, close } = await openTestStore(url);

  /** `count` races, one after another, on a document of their own. */
  async function race(count: number): Promise<void> {
    let current: Conversion = sampleConversion();
    await store.insert(current);
    for (let round = 0; round < count; round++) {
      const { id, revision } = current;
      const results = await Promise.all(
        Array.from({ length: RACERS }, (_, racer) =>
          store.transition(id, revision, { progress: racer, updatedAt: NOON + round }),
        ),
      );
      const winners = results.filter((result) => result !== undefined);
      const stored = await store.find(id);
      const progress = results.findIndex((result) => result !== undefined);
      if (winners.length !== 1 || stored?.revision !== revision + 1 || stored.progress !== progress)
        return void t.strictSame(
          { round, winners: winners.length, stored },
          { round, winners: 1, stored: winners[0] },
        );
      current = stored;
    }
    t.equal(current.revision, 1 + count);
  }

  try {
    await Promise.all(Array.from({ length: DOCUMENTS }, () => race(ROUNDS / DOCUMENTS)));
  } finally {
    await close();
  }
}
