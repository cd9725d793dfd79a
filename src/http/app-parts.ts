import type { FastifyBaseLogger } from 'fastify';
import type { Engine } from '../domain/engine-port.ts';
import type { Clock } from '../domain/instant.ts';
import type { Availability, Bus, ConversionStore, FileStorage, IdempotencyKeys } from '../domain/ports.ts';
import type { PageFiles } from './page-files.ts';

/** What buildApp needs. Resources are open already; the app closes none of them. */
export interface AppParts {
  store: ConversionStore;
  idempotencyKeys: IdempotencyKeys;
  bus: Bus;
  storage: FileStorage;
  availability: Availability;
  engine: Pick<Engine, 'capabilities'>;
  /** What the engines of this process run in; undefined: in no sandbox. */
  engineSandbox: string | undefined;
  now: Clock;
  /** Ids of new conversions. */
  nextId(): string;
  logger: FastifyBaseLogger;
  config: HttpConfig;
  about: About;
  /** What is served at `/` and below `/assets/`. */
  page: PageFiles;
  readiness: {
    /** True once the process was told to stop: readyz answers 503, so that nobody sends more. */
    isDraining(): boolean;
    /** True once whoever asks readyz has had the time to hear of it: new uploads and event streams are refused. */
    isRefusing(): boolean;
    /** A closing app still answers until this settles: what else runs here is watched and asked about. */
    othersDone?(): Promise<unknown>;
  };
}

export interface About {
  version: string;
  commit?: string;
}

export interface HttpConfig {
  /** Believe X-Forwarded-* headers. */
  trustProxy: boolean;
  maxUploadBytes: number;
  /** An upload that sends no byte for this long is given up. There is no limit on its whole time. */
  uploadIdleTimeoutMs: number;
  /** At shutdown, uploads that are still under way after this long are answered with 503. */
  uploadGraceMs: number;
  /** After an early answer the rest of a request is read and discarded for at most this long. */
  lingerMs: number;
  maxQueueLength: number;
  maxAttempts: number;
  /** An upload whose process is silent for this long has lost its idempotency key. */
  keyLeaseMs: number;
  /** How long the files of an ended conversion are kept; undefined: for ever. */
  keepForMs: number | undefined;
  maxEventStreams: number;
  eventHeartbeatMs: number;
  /** An event stream is ended after about this long, so that connections spread over servers again. */
  eventRotateMs: number;
  /** An event stream whose reader takes nothing for this long is cut. */
  slowReaderTimeoutMs: number;
  /** Progress frames of one conversion on one stream are at least this far apart. */
  progressFrameIntervalMs: number;
}

export const HTTP_DEFAULTS: HttpConfig = {
  trustProxy: false,
  maxUploadBytes: 4 * 1024 ** 3,
  uploadIdleTimeoutMs: 30_000,
  uploadGraceMs: 10_000,
  lingerMs: 5000,
  maxQueueLength: 10_000,
  maxAttempts: 3,
  keyLeaseMs: 30_000,
  keepForMs: undefined,
  maxEventStreams: 2000,
  eventHeartbeatMs: 15_000,
  eventRotateMs: 600_000,
  slowReaderTimeoutMs: 30_000,
  progressFrameIntervalMs: 250,
};
