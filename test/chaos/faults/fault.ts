import type { Cluster } from '../cluster.ts';
import type { Load } from '../load.ts';
import type { Random } from '../random.ts';

export interface Ground {
  cluster: Cluster;
  load: Load;
  random: Random;
}

/** What became of one try to do harm. */
export interface Blow {
  /** Seen to have happened; only then it counts. */
  hit: boolean;
  /** The conversion that was hit, where it was one. */
  id?: string;
  /** From then on nothing hindered the service; recovery counts from here. */
  overAt: number;
}

export interface Fault {
  name: string;
  /** Two faults at once harm different parts. */
  harms: 'workers' | 'apis' | 'broker' | 'database' | 'storage' | 'everything';
  /** Only where files are kept there. */
  needs?: 's3';
  /** Leaves everything mended, whether it hit or not. */
  inject(ground: Ground): Promise<Blow>;
}

let orders = 0;
export const nextOrder = (): number => (orders += 1);

export const missed = (): Blow => ({ hit: false, overAt: Date.now() });
