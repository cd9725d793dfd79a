/** Inserts and changes conversions until it is killed, and prints each as soon as the store says that it is durable. */
import { writeSync } from 'node:fs';
import { advance, claim } from '../../../src/domain/conversion.ts';
import { createIdSource } from '../../../src/domain/conversion-id.ts';
import { openLmdbConversionStore } from '../../../src/store/lmdb-conversion-store.ts';
import { NOON, sampleConversion } from '../../contracts/sample-conversion.ts';

const store = await openLmdbConversionStore({ folder: process.argv[2]! });
const nextId = createIdSource(Date.now, () => Math.floor(Math.random() * 2 ** 48));
const lease = { owner: String(process.pid), until: NOON };
const say = (id: string, revision: number) => writeSync(1, `${id} ${revision}\n`);

async function work(): Promise<never> {
  for (;;) {
    const conversion = sampleConversion({ id: nextId(), tag: 'durable' });
    await store.insert(conversion);
    say(conversion.id, 1);
    const claimed = await store.transition(conversion.id, 1, claim(conversion, lease, NOON));
    say(conversion.id, 2);
    const seen = { stage: 'reading' as const, progress: 5, lease };
    await store.transition(conversion.id, 2, advance(claimed!, seen, NOON));
    say(conversion.id, 3);
  }
}

await Promise.all(Array.from({ length: 8 }, work));
