import type { components, operations } from './openapi.ts';

/** A conversion, as the API shows it. */
export type Conversion = components['schemas']['Conversion'];

/** Selects of the list; all optional. */
export type ListQuery = Partial<NonNullable<operations['listConversions']['parameters']['query']>>;

/** One page of conversions, newest first. `next_cursor` in the next query leads on. */
export type ConversionPage = Json<operations['listConversions']['responses'][200]>;

/** One pair of formats that the server converts, with the JSON Schema of its options. */
export type FormatPair = Json<operations['listFormats']['responses'][200]>['data'][number];

/** Which file of a conversion. */
export type FileType = operations['downloadFile']['parameters']['query']['type'];

type Json<T extends { content: { 'application/json': unknown } }> = T['content']['application/json'];

/** How far a conversion is: percent within the current attempt, and what it is doing. */
export type ConversionProgress = Pick<Conversion, 'id' | 'status' | 'progress' | 'stage' | 'attempt'> &
  Pick<Partial<Conversion>, 'eta_seconds' | 'queue_position' | 'max_attempts'>;

/** How much of the file has left this process. */
export interface UploadProgress {
  sentBytes: number;
  /** Undefined where the source does not say its size. */
  totalBytes: number | undefined;
}

/**
 * What can be uploaded: a `File`, or in Node `await openAsBlob(path)` with `fileName`, both of which are read as they are
 * sent; or any other source of bytes (Node only: browsers cannot stream an upload).
 */
export type UploadSource = Blob | StreamedFile;

export interface StreamedFile {
  /** Its extension says the source format. */
  name: string;
  /** In bytes; where it is known, the server can refuse a file that is too large before it is sent. */
  size?: number | undefined;
  /** Called once for each try. A source that can be read only once says so with `once`. */
  stream(): ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** The upload is not tried again once reading has begun. */
  once?: boolean | undefined;
}

export interface UploadOptions {
  /** The target format, with or without its dot, such as `glb`. */
  to: string;
  /** Options of the pair of formats: `formats()` has their JSON Schema. */
  options?: Readonly<Record<string, unknown>> | undefined;
  /** A label of yours, to list and watch conversions by. */
  tag?: string | undefined;
  /** Also make what a page needs to show original and result. */
  preview?: boolean | undefined;
  /** The name of a Blob that has none. */
  fileName?: string | undefined;
  /** One key makes one conversion, however often the upload is sent. Made up for each call where none is given. */
  idempotencyKey?: string | undefined;
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Stops the upload; then the server keeps nothing of it. */
  signal?: AbortSignal | undefined;
}

export interface WatchOptions {
  /** Called with every state that the connection brings, the last one included. What it throws ends the watch. */
  onProgress?: ((progress: ConversionProgress) => void) | undefined;
  /** Stops watching. The conversion goes on: `cancel` stops that. */
  signal?: AbortSignal | undefined;
}

export type ConvertOptions = UploadOptions & WatchOptions;
