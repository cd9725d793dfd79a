import type { Member } from './child-roster.ts';
import { MEMORY_GAUGE } from './resident-memory.ts';

export interface MemoryLimits {
  /** A free child above it is replaced. */
  maxRssBytes: number;
  /** A child above it is killed in the middle of its conversion. */
  hardRssBytes: number;
}

/** Looks at the resident memory of every child, again and again. @returns a function that ends it */
export function watchMemory(
  members: ReadonlySet<Member>,
  { maxRssBytes, hardRssBytes }: MemoryLimits,
  gauge = MEMORY_GAUGE,
): () => void {
  if (gauge === undefined) return () => {};
  const { read, intervalMs } = gauge;
  let looking = false;

  const lookAt = async (member: Member) => {
    const { child } = member;
    const bytes = child.pid === undefined ? undefined : await read(child.pid);
    if (bytes === undefined || !child.usable) return;
    if (bytes > hardRssBytes) child.kill('out_of_memory');
    else if (bytes > maxRssBytes && !member.busy) child.retire();
  };

  const timer = setInterval(async () => {
    if (looking) return; // a slow system: never two rounds at once
    looking = true;
    await Promise.all([...members].map(lookAt));
    looking = false;
  }, intervalMs);
  timer.unref(); // children keep the process alive, their watch alone does not
  return () => clearInterval(timer);
}
