import type { Conversion } from '../../client/types.ts';

export type { Conversion } from '../../client/types.ts';

export type PreviewInfo = NonNullable<NonNullable<Conversion['preview']>['original']>;
export type Report = NonNullable<Conversion['report']>;
export type Measures = Report['source'];
export type Bounds = NonNullable<Measures['bounds']>;

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
}

export interface OptionSchema {
  type?: string;
  enum?: readonly unknown[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  maxItems?: number;
  items?: OptionSchema;
}

export interface Formats {
  formats: readonly Format[];
  data: readonly Pair[];
}

export const hasEnded = (status: Conversion['status']): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';
