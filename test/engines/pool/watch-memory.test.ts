import t, { type Test } from 'tap';
import type { Member } from '../../../src/engines/pool/child-roster.ts';
import { watchMemory } from '../../../src/engines/pool/watch-memory.ts';
import { waitUntil } from '../../support/wait-until.ts';

const LIMITS = { maxRssBytes: 1000, hardRssBytes: 2000 };

/** A child as the watch sees it. */
function member(pid: number, state: Member['state']) {
  const ends: string[] = [];
  const child = {
    pid,
    usable: true,
    kill: (why: string) => ends.push(why),
    retire: () => ends.push('retired'),
  };
  return { ends, ...({ child, state, conversions: 1, loaded: new Set() } as unknown as Member) };
}

function watch(t: Test, members: readonly Member[], bytes: Record<number, number>) {
  const looks: Record<number, number> = {};
  const read = async (pid: number) => {
    looks[pid] = (looks[pid] ?? 0) + 1;
    return bytes[pid] ?? 0;
  };
  const memory = watchMemory(new Set(members), LIMITS, { read, intervalMs: 1 });
  const keepAlive = setInterval(() => {}, 1000);
  t.teardown(() => {
    memory.stop();
    clearInterval(keepAlive);
  });
  return { looks, memory };
}

t.test('a child that does nothing is looked at far less often than one that works', async (t) => {
  const { looks } = watch(t, [member(1, 'working'), member(2, 'free')], {});
  await waitUntil('many rounds', () => (looks[1] ?? 0) >= 100);
  t.ok((looks[2] ?? 0) >= 9, `${looks[2]} of ${looks[1]}: but it is not forgotten`);
  t.ok((looks[2] ?? 0) <= looks[1]! / 5, `${looks[2]} of ${looks[1]}`);
});

t.test('one that has done something since is looked at in the next round', async (t) => {
  const idle = member(2, 'free');
  const { looks } = watch(t, [member(1, 'working'), idle], {});
  await waitUntil('it was seen', () => (looks[2] ?? 0) > 0);
  const before = looks[2]!;
  for (let more = 1; more <= 20; more++) {
    idle.conversions += 1;
    await waitUntil('it was seen again', () => looks[2]! >= before + more);
  }
  t.ok(looks[2]! >= before + 20);
});

t.test('idle or not, one that is too big ends', async (t) => {
  const [works, idle] = [member(1, 'working'), member(2, 'free')];
  const bytes: Record<number, number> = {};
  const { looks } = watch(t, [works, idle], bytes);
  await waitUntil('both were seen', () => looks[1] !== undefined && looks[2] !== undefined);
  bytes[1] = 2001;
  bytes[2] = 1001;
  await waitUntil('both are told', () => works.ends.length > 0 && idle.ends.length > 0);
  t.equal(works.ends[0], 'out_of_memory');
  t.equal(idle.ends[0], 'retired');
});
