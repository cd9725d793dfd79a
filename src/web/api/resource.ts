/** The parts of the API's answers that the page shows; /openapi.json has the whole. */

export type Status = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled';
export type Stage =
  | 'queued'
  | 'validating'
  | 'reading'
  | 'converting'
  | 'writing'
  | 'previewing'
  | 'storing'
  | 'done';

export interface Bounds {
  min: readonly number[];
  max: readonly number[];
}

export interface Measures {
  format: string;
  parts: number;
  bodies?: number;
  faces?: number;
  triangles?: number;
  bounds?: Bounds;
  unit: string;
  area?: number;
  volume?: number;
  colours: number;
}

export interface Report extends Measures {
  source: Measures;
  warnings: readonly string[];
  lost: readonly { what: string; count: number; why: string }[];
}

export interface PreviewInfo {
  size_bytes: number;
  triangles: number;
  total_triangles: number;
}

export interface Conversion {
  id: string;
  status: Status;
  progress: number;
  stage: Stage;
  attempt: number;
  max_attempts: number;
  source_format: string;
  target_format: string;
  options: Readonly<Record<string, unknown>>;
  file_name: string;
  size_bytes: number;
  output?: { file_name: string; size_bytes: number };
  report?: Report;
  error?: { code: string; message: string; retryable: boolean; stage: Stage };
  queue_position?: number;
  eta_seconds?: number;
  preview?: { original?: PreviewInfo; converted?: PreviewInfo };
  links: {
    self: string;
    log: string;
    original?: string;
    converted?: string;
    report?: string;
    preview?: string;
    original_preview?: string;
    thumbnail?: string;
  };
}

/** The data of a `progress` event. */
export type Progress = Pick<Conversion, 'id' | 'status' | 'progress' | 'stage' | 'attempt' | 'eta_seconds'>;

export interface Format {
  id: string;
  name: string;
  extensions: readonly string[];
}

export interface Pair {
  source: string;
  target: string;
  fidelity: 'exact' | 'tessellated' | 'mesh' | 'faceted';
  kept: readonly string[];
  lost: readonly string[];
  options_schema: OptionsSchema;
}

/** As much of JSON Schema as options are written in. */
export interface OptionsSchema {
  properties?: Readonly<Record<string, OptionSchema>>;
  required?: readonly string[];
}

export interface OptionSchema {
  type?: string;
  enum?: readonly unknown[];
  anyOf?: readonly { const?: unknown }[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: OptionSchema;
}

export interface Formats {
  formats: readonly Format[];
  data: readonly Pair[];
}

export const hasEnded = (status: Status): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';
