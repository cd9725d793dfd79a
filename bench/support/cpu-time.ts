import { readFileSync } from 'node:fs';
import { childrenOf } from '../../test/support/processes.ts';

/** Linux counts in hundredths of a second, whatever the kernel's own clock is. */
const MS_PER_TICK = 10;

interface CpuMs {
  /** User and system time of the process, all its threads. */
  own: number;
  /** Of those of its children that have ended and were waited for. */
  reaped: number;
}

/** Throws where the process is gone, or where this is not Linux. */
export function cpuMs(pid: number | 'self'): CpuMs {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const ticks = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const [user, system, childUser, childSystem] = ticks as [number, number, number, number];
  return { own: (user + system) * MS_PER_TICK, reaped: (childUser + childSystem) * MS_PER_TICK };
}

/** Of a process and of all those below it, apart. */
export function cpuMsOfTree(pid: number): { own: number; below: number } {
  const { own, reaped } = cpuMs(pid);
  const below = childrenOf(pid).map(cpuMsOfTree);
  return { own, below: below.reduce((sum, child) => sum + child.own + child.below, reaped) };
}
