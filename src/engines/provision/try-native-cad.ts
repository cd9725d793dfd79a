import { createEnginePool, type EnginePoolOptions } from '../pool/engine-pool.ts';

/**
 * Starts the native CAD engine in a child as a conversion would, which makes a model, writes it in every format and
 * reads it back, and ends it again. Rejects with `engine_unavailable` and what was said as its cause.
 */
export async function tryNativeCad(
  options: Omit<EnginePoolOptions, 'maxChildren' | 'nativePython'>,
  nativePython: string,
): Promise<void> {
  const pool = createEnginePool({ ...options, maxChildren: 1, nativePython });
  try {
    await pool.warmUp(['occt-native']);
  } finally {
    await pool.close();
  }
}
