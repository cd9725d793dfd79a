import type { EngineLimits } from '../domain/engine-limits.ts';
import type { EngineJob } from '../domain/engine-port.ts';
import type { Inspection } from '../domain/inspection.ts';
import type { EngineStage, Report } from '../domain/report.ts';

export type { EngineLimits } from '../domain/engine-limits.ts';

/** One engine as the child process sees it. Runs synchronously for long stretches: never import it in the parent. */
export interface EngineModule {
  readonly name: string;
  readonly version: string;
  /** Loads what is slow to load, so that a warm child has paid for it. */
  warm(): Promise<void>;
  /** Writes `job.targetPath`, reads it back and reports. Throws a Problem of kind conversion_failed. */
  convert(job: EngineJob, limits: EngineLimits, tell: Tell): Promise<Report>;
  /**
   * Reads `job.sourcePath` and says what is in it; writes nothing but scratch files beside `job.targetPath`. Throws as
   * `convert`. Absent where another engine knows more of the same formats.
   */
  inspect?(job: EngineJob, limits: EngineLimits, tell: Tell): Promise<Inspection>;
}

/** Says how far a stage is, 0–1, or only that it has begun. Cheap: the receiver coalesces. */
export type Tell = (stage: EngineStage, fraction?: number) => void;

/** The engine's own state is broken (a WebAssembly trap, an abort): its process must not convert again. */
export class EngineTrap extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineTrap';
  }
}
