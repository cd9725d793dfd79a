import type { MongoServerProcess } from './server-process.d.mts';

export function isSecantusDbInstalled(): boolean;
export function startSecantusDb(options: {
  folder: string;
  port: number;
  /** Further arguments of the program. */
  settings?: readonly string[];
}): Promise<MongoServerProcess>;
