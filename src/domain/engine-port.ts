import type { FormatId } from './formats.ts';
import type { ProblemPart } from './problem.ts';
import type { EngineStage, Report } from './report.ts';

/** Who converts what on this machine. Adapter: src/engines. */
export interface Engine {
  capabilities(): readonly Capability[];
  /** Resolves with a result that has been read back. Rejects with a Problem of kind conversion_failed. */
  convert(
    job: EngineJob,
    watch: { signal: AbortSignal; onProgress(progress: EngineProgress): void },
  ): Promise<Report>;
  close(): Promise<void>;
}

/** How exact a pair is: B-rep to B-rep, B-rep to triangles, mesh to mesh, mesh to flat faces. */
export const FIDELITIES = ['exact', 'tessellated', 'mesh', 'faceted'] as const;
export type Fidelity = (typeof FIDELITIES)[number];

export interface Capability {
  source: FormatId;
  target: FormatId;
  engine: string;
  fidelity: Fidelity;
  /** What is kept of names, colours and so on where the model has it, and what the target cannot hold. */
  kept: readonly string[];
  lost: readonly string[];
  /** Names of those options of this pair that say how the source is to be read. */
  sourceOptions: readonly string[];
  /** JSON Schema (2020-12) of the options of this pair. */
  optionsSchema: object;
  checkOptions(options: Record<string, unknown>): readonly ProblemPart[];
}

export interface EngineJob {
  sourceFormat: FormatId;
  targetFormat: FormatId;
  sourcePath: string;
  /** Does not exist yet. */
  targetPath: string;
  /** The stem of the upload's name, for names inside the file where the source has none. */
  modelName: string;
  options: Readonly<Record<string, unknown>>;
  /** Where a picture of the model is to be drawn as well, a PNG of THUMBNAIL_SIDE²; with a target of triangles only. */
  thumbnailPath?: string;
}

/** In pixels. */
export const THUMBNAIL_SIDE = 256;

export interface EngineProgress {
  stage: EngineStage;
  /** 0–1 within the stage; absent where the engine cannot know. */
  fraction?: number;
}
