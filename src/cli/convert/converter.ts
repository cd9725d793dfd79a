import type { Capability } from '../../domain/engine-port.ts';
import type { Format } from '../../domain/formats.ts';
import type { ReportBody } from '../../routes/report-view.ts';
import type { BarState } from '../progress-bars.ts';
import type { Order } from './orders.ts';

export interface Work {
  order: Order;
  /** A regular file of this machine. */
  sourcePath: string;
  sizeBytes: number;
  /** Where the result is to be written; nothing is there yet. */
  targetPath: string;
  signal: AbortSignal;
  onState(state: BarState): void;
}

export interface Made {
  engine: { name: string; version: string };
  report: ReportBody;
  /** Of the conversion on the server. */
  id?: string;
}

/** Converts: with the engines here, or on a server. */
export interface Converter {
  capabilities(): readonly Capability[];
  /** Rejects with a Problem, a CliFailure, a ConvertoError or the signal's reason. */
  convert(work: Work): Promise<Made>;
  close(): Promise<void>;
}

export interface ConvertedFile extends Made {
  source: { path: string; format: Format; sizeBytes: number };
  target: { path: string; format: Format; sizeBytes: number };
}
