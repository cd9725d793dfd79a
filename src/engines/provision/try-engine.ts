import type { EngineName } from '../catalogue.ts';
import { createEnginePool, type EnginePoolOptions } from '../pool/engine-pool.ts';

/**
 * Loads an engine in a child as a conversion would, and ends it again: one that runs a program of this machine has
 * converted with it by then, and read that back. Rejects with `engine_unavailable` and what was said as its cause.
 */
export async function tryEngine(
  options: Omit<EnginePoolOptions, 'maxChildren'>,
  engine: EngineName,
): Promise<void> {
  const pool = createEnginePool({ ...options, maxChildren: 1 });
  try {
    await pool.warmUp([engine]);
  } finally {
    await pool.close();
  }
}
