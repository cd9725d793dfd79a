import type { Member } from './child-roster.ts';
import { MEMORY_GAUGE } from './resident-memory.ts';

export interface MemoryLimits {
  /** A free child above it is replaced. */
  maxRssBytes: number;
  /** A child above it is killed in the middle of its conversion. */
  hardRssBytes: number;
}

export interface MemoryWatch {
  /**
   * Looks at a child between two conversions, unless that was done a moment ago: one that never rests would escape the
   * timer, but a look at a process and all that it started costs milliseconds.
   */
  lookBetween(member: Member): Promise<void>;
  stop(): void;
}

/** Of the rounds, those in which children are looked at that do nothing and were seen since they last did. */
const EVERY_ROUND_OF_THE_IDLE = 10;

/** Looks at the resident memory of every child, again and again. Nothing where the system cannot tell it. */
export function watchMemory(
  members: ReadonlySet<Member>,
  { maxRssBytes, hardRssBytes }: MemoryLimits,
  gauge = MEMORY_GAUGE,
): MemoryWatch {
  if (gauge === undefined) return { lookBetween: async () => {}, stop() {} };
  const { read, intervalMs } = gauge;
  const seenResting = new WeakMap<Member, { at: number; conversions: number }>();
  let looking = false;
  let rounds = 0;

  const look = async (member: Member) => {
    const { child } = member;
    if (member.state !== 'working')
      seenResting.set(member, { at: performance.now(), conversions: member.conversions });
    const bytes = child.pid === undefined ? undefined : await read(child.pid);
    if (bytes === undefined || !child.usable) return;
    if (bytes > hardRssBytes && member.state === 'working') child.kill('out_of_memory');
    else if (bytes > maxRssBytes && member.state !== 'working') child.retire();
  };

  const isIdle = (member: Member) =>
    member.state === 'free' && seenResting.get(member)?.conversions === member.conversions;

  const timer = setInterval(async () => {
    if (looking) return; // a slow system: never two rounds at once
    looking = true;
    const withIdle = rounds++ % EVERY_ROUND_OF_THE_IDLE === 0;
    await Promise.all([...members].filter((member) => withIdle || !isIdle(member)).map(look));
    looking = false;
  }, intervalMs);
  timer.unref(); // children keep the process alive, their watch alone does not
  const isDue = (member: Member) =>
    performance.now() - (seenResting.get(member)?.at ?? -Infinity) >= intervalMs;
  return {
    lookBetween: async (member) => void (isDue(member) && (await look(member))),
    stop: () => clearInterval(timer),
  };
}
