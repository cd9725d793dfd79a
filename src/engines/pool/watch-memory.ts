import type { Member } from './child-roster.ts';
import { MEMORY_GAUGE } from './resident-memory.ts';

export interface MemoryLimits {
  /** A free child above it is replaced. */
  maxRssBytes: number;
  /** A child above it is killed in the middle of its conversion. */
  hardRssBytes: number;
}

export interface MemoryWatch {
  /** Looks at one child now: one that never rests between two conversions would escape the timer. */
  look(member: Member): Promise<void>;
  stop(): void;
}

/** Looks at the resident memory of every child, again and again. Nothing where the system cannot tell it. */
export function watchMemory(
  members: ReadonlySet<Member>,
  { maxRssBytes, hardRssBytes }: MemoryLimits,
  gauge = MEMORY_GAUGE,
): MemoryWatch {
  if (gauge === undefined) return { look: async () => {}, stop() {} };
  const { read, intervalMs } = gauge;
  let looking = false;

  const look = async (member: Member) => {
    const { child } = member;
    const bytes = child.pid === undefined ? undefined : await read(child.pid);
    if (bytes === undefined || !child.usable) return;
    if (bytes > hardRssBytes && member.state === 'working') child.kill('out_of_memory');
    else if (bytes > maxRssBytes && member.state !== 'working') child.retire();
  };

  const timer = setInterval(async () => {
    if (looking) return; // a slow system: never two rounds at once
    looking = true;
    await Promise.all([...members].map(look));
    looking = false;
  }, intervalMs);
  timer.unref(); // children keep the process alive, their watch alone does not
  return { look, stop: () => clearInterval(timer) };
}
