/** Waits within a process for the instant that an order names, and does then what it says. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Journal } from './journal.ts';
import type { Instant, Order } from './orders.ts';

export interface Trap {
  set(order: Extract<Order, { kind: 'at' }> | undefined): void;
  /** Called by whoever stands between the ports. */
  reached(instant: Instant, id: string): void;
  /** The engine of this conversion died once already: another death would be its end. */
  spare(id: string): void;
}

export function createTrap(journal: Journal): Trap {
  const spared = new Set<string>();
  let waiting: Extract<Order, { kind: 'at' }> | undefined;

  const spring = ({ order, deed }: Extract<Order, { kind: 'at' }>, id: string) => {
    const engines = deed === 'kill engine' ? childrenOf(process.pid) : [];
    if (deed === 'kill engine' && engines.length === 0) return;
    journal.write({ kind: 'hit', order, id });
    if (deed === 'die') process.kill(process.pid, 'SIGKILL');
    if (deed === 'freeze') process.kill(process.pid, 'SIGSTOP');
    for (const engine of engines) process.kill(engine, 'SIGKILL');
  };

  return {
    set(order) {
      waiting = order;
    },
    reached(instant, id) {
      const order = waiting;
      if (order?.instant !== instant || (order.deed === 'kill engine' && spared.has(id))) return;
      waiting = undefined;
      if (order.delayMs === 0) spring(order, id);
      else setTimeout(() => spring(order, id), order.delayMs);
    },
    spare: (id) => void spared.add(id),
  };
}

/** Linux only, as the whole harness. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1'); // a program's name may hold spaces and brackets
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false; // it has just ended
      }
    })
    .map(Number);
}
