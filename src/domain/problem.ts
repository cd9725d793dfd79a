/**
 * Everything that can go wrong, by a stable code. `detail` is public and says what to do; `cause` is private and
 * only ever reaches the log. The HTTP layer maps `kind` to a status; docs/errors.md is generated from this table.
 */
export type ProblemKind =
  | 'invalid_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'timed_out'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'range_not_satisfiable'
  | 'unprocessable'
  | 'too_many'
  | 'internal'
  | 'unavailable'
  | 'storage_full'
  /** The request was fine; the conversion it started ended without a result. Seen in the resource's `error`. */
  | 'conversion_failed';

interface ProblemDefinition {
  kind: ProblemKind;
  title: string;
  /** The default public sentence, used where the thrower has nothing more precise to say. */
  detail: string;
  /** True where the same request may succeed later without a change. */
  retryable: boolean;
  /** The plain sentence that clients of the predecessor match on; `error` in the body. Defaults to the detail. */
  legacy?: string;
}

const define = <const T extends Record<string, ProblemDefinition>>(table: T): T => table;

export const PROBLEMS = define({
  // The upload
  form_expected: {
    kind: 'invalid_request',
    title: 'A multipart form is expected',
    detail: 'Send multipart/form-data with the fields "file" and "target_format".',
    retryable: false,
  },
  form_malformed: {
    kind: 'invalid_request',
    title: 'The multipart form is malformed',
    detail: 'The multipart body could not be read to its end. Check the boundary and send the form again.',
    retryable: false,
  },
  file_required: {
    kind: 'invalid_request',
    title: 'The file is missing',
    detail: 'Send the model in a form field named "file", with a file name.',
    retryable: false,
    legacy: 'File is required',
  },
  too_many_files: {
    kind: 'invalid_request',
    title: 'More than one file',
    detail: 'Send exactly one file in each request.',
    retryable: false,
    legacy: 'Only one file is allowed',
  },
  file_empty: {
    kind: 'invalid_request',
    title: 'The file is empty',
    detail: 'The uploaded file has no bytes. Export the model again and upload the result.',
    retryable: false,
  },
  target_format_required: {
    kind: 'invalid_request',
    title: 'The target format is missing',
    detail: 'Send the field "target_format", for example "glb". GET /api/v1/formats lists what is possible.',
    retryable: false,
    legacy: 'Target format is required',
  },
  field_repeated: {
    kind: 'invalid_request',
    title: 'A field was sent twice',
    detail: 'Send each form field once.',
    retryable: false,
  },
  field_too_long: {
    kind: 'invalid_request',
    title: 'A field is too long',
    detail: 'A form field is longer than the server accepts.',
    retryable: false,
  },
  tag_invalid: {
    kind: 'invalid_request',
    title: 'The tag is invalid',
    detail: 'A tag has 1 to 64 letters, digits, dots, colons, dashes or underscores.',
    retryable: false,
  },
  preview_invalid: {
    kind: 'invalid_request',
    title: 'The preview field is neither true nor false',
    detail: 'Send preview=true to get previews and a thumbnail, or preview=false, or nothing.',
    retryable: false,
  },
  options_malformed: {
    kind: 'invalid_request',
    title: 'The options are not a JSON object',
    detail: 'Send "options" as one JSON object, for example {"linear_deflection": 0.001}.',
    retryable: false,
  },
  options_invalid: {
    kind: 'unprocessable',
    title: 'The options do not fit this conversion',
    detail: 'GET /api/v1/formats shows the options of each pair.',
    retryable: false,
  },
  file_extension_missing: {
    kind: 'invalid_request',
    title: 'The file name has no extension',
    detail: 'The source format is taken from the file name: give it an extension such as .step or .stl.',
    retryable: false,
  },
  source_format_unknown: {
    kind: 'invalid_request',
    title: 'The source format is not known',
    detail: 'GET /api/v1/formats lists the formats that this server reads.',
    retryable: false,
  },
  target_format_unknown: {
    kind: 'invalid_request',
    title: 'The target format is not known',
    detail: 'GET /api/v1/formats lists the formats that this server writes.',
    retryable: false,
  },
  content_mismatch: {
    kind: 'unprocessable',
    title: 'The content is not what the name says',
    detail:
      'The first bytes of the file do not belong to the format of its extension. Rename or export it again.',
    retryable: false,
  },
  pair_unsupported: {
    kind: 'unprocessable',
    title: 'This pair of formats is not supported',
    detail: 'GET /api/v1/formats lists the targets of each source.',
    retryable: false,
  },
  file_too_large: {
    kind: 'too_large',
    title: 'The file is too large',
    detail: 'The file is larger than this server accepts.',
    retryable: false,
  },
  upload_stalled: {
    kind: 'timed_out',
    title: 'The upload stalled',
    detail: 'No bytes arrived for a while, so the upload was given up and nothing was kept. Send it again.',
    retryable: true,
  },
  upload_aborted: {
    kind: 'invalid_request',
    title: 'The upload was broken off',
    detail: 'The connection ended before the form did; nothing was kept. Send it again.',
    retryable: true,
  },
  storage_full: {
    kind: 'storage_full',
    title: 'The storage is full',
    detail: 'The server has no room for this file; nothing was kept. Try again once room has been made.',
    retryable: true,
  },
  idempotency_key_invalid: {
    kind: 'invalid_request',
    title: 'The idempotency key is invalid',
    detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID, and is sent once.',
    retryable: false,
  },
  idempotency_key_in_flight: {
    kind: 'conflict',
    title: 'A request with this idempotency key is under way',
    detail:
      'The first request with this Idempotency-Key has not ended. Try again after the time in Retry-After.',
    retryable: true,
  },
  idempotency_key_reused: {
    kind: 'unprocessable',
    title: 'The idempotency key was used for something else',
    detail:
      'An earlier request with this Idempotency-Key asked for something else. Use a new key for each new request.',
    retryable: false,
  },
  queue_full: {
    kind: 'too_many',
    title: 'Too many conversions are waiting',
    detail: 'The queue is full. Try again after the time in Retry-After.',
    retryable: true,
  },

  // Reading and steering
  id_malformed: {
    kind: 'invalid_request',
    title: 'The id is malformed',
    detail: 'An id has 24 hexadecimal digits.',
    retryable: false,
  },
  query_invalid: {
    kind: 'invalid_request',
    title: 'The query is invalid',
    detail: 'A query parameter is out of range.',
    retryable: false,
  },
  page_invalid: {
    kind: 'invalid_request',
    title: 'The page is invalid',
    detail: 'The page must be a whole number from 1 to 10000. Programs follow next_cursor.',
    retryable: false,
    legacy: 'Invalid page value. Must at least be 1',
  },
  limit_invalid: {
    kind: 'invalid_request',
    title: 'The limit is invalid',
    detail: 'The limit must be a whole number from 1 to 100.',
    retryable: false,
    legacy: 'Invalid limit value. Must be between 1 and 100',
  },
  status_invalid: {
    kind: 'invalid_request',
    title: 'The status is not known',
    detail: "The status must be one of 'pending', 'in_progress', 'completed', 'failed', 'cancelled'.",
    retryable: false,
  },
  cursor_invalid: {
    kind: 'invalid_request',
    title: 'The cursor is invalid',
    detail: 'Use the next_cursor of an earlier answer, unchanged and with the same filters.',
    retryable: false,
  },
  file_type_required: {
    kind: 'invalid_request',
    title: 'The file type is missing',
    detail: 'Add ?type=original, converted, report, log, preview, original_preview or thumbnail.',
    retryable: false,
    legacy: "File type query is required. Must be one of 'type=original', 'type=converted'",
  },
  file_type_unknown: {
    kind: 'invalid_request',
    title: 'The file type is not known',
    detail:
      "The type must be one of 'original', 'converted', 'report', 'log', 'preview', 'original_preview', 'thumbnail'.",
    retryable: false,
  },
  conversion_not_found: {
    kind: 'not_found',
    title: 'No such conversion',
    detail: 'No conversion has this id. It may have been deleted.',
    retryable: false,
    legacy: 'Conversion not found',
  },
  file_not_found: {
    kind: 'not_found',
    title: 'No such file',
    detail: 'No conversion has this id, so it has no files. It may have been deleted.',
    retryable: false,
    legacy: 'File not found',
  },
  preview_not_made: {
    kind: 'not_found',
    title: 'No such preview',
    detail: 'Previews are made where they are asked for: send preview=true with the upload.',
    retryable: false,
  },
  conversion_not_finished: {
    kind: 'conflict',
    title: 'The conversion has not finished',
    detail: 'The file exists once the conversion is completed. Try again after the time in Retry-After.',
    retryable: true,
  },
  conversion_has_no_result: {
    kind: 'conflict',
    title: 'The conversion has no result',
    detail: 'The conversion ended without a converted file. Its error says why.',
    retryable: false,
  },
  conversion_already_ended: {
    kind: 'conflict',
    title: 'The conversion has already ended',
    detail: 'Only a conversion that is pending or in progress can be cancelled.',
    retryable: false,
  },
  conversion_not_ended: {
    kind: 'conflict',
    title: 'The conversion has not ended',
    detail: 'Only a conversion that has ended can be retried. Cancel it first.',
    retryable: false,
  },
  file_expired: {
    kind: 'gone',
    title: 'The file has expired',
    detail:
      'The files of this conversion were removed when its retention time ended. Upload the model again.',
    retryable: false,
  },
  range_not_satisfiable: {
    kind: 'range_not_satisfiable',
    title: 'The range is outside the file',
    detail: 'Ask for a range within the size that Content-Range gives.',
    retryable: false,
  },
  events_not_acceptable: {
    kind: 'not_acceptable',
    title: 'This resource is an event stream',
    detail: 'Accept text/event-stream, or poll the conversion itself.',
    retryable: false,
  },
  too_many_streams: {
    kind: 'too_many',
    title: 'Too many event streams',
    detail: 'The server has as many open event streams as it allows. Close some, or poll with ?wait=.',
    retryable: true,
  },

  // The server
  route_not_found: {
    kind: 'not_found',
    title: 'No such resource',
    detail: 'Nothing is at this address. /docs lists what is.',
    retryable: false,
  },
  method_not_allowed: {
    kind: 'method_not_allowed',
    title: 'The method is not allowed',
    detail: 'This resource does not answer this method. The Allow header lists those it does.',
    retryable: false,
  },
  request_invalid: {
    kind: 'invalid_request',
    title: 'The request is invalid',
    detail: 'The request does not have the form that /docs describes.',
    retryable: false,
  },
  payload_too_large: {
    kind: 'too_large',
    title: 'The request is too large',
    detail: 'The request is larger than this server accepts.',
    retryable: false,
  },
  shutting_down: {
    kind: 'unavailable',
    title: 'The server is shutting down',
    detail: 'The server is finishing what it has begun. Try again after the time in Retry-After.',
    retryable: true,
  },
  dependency_unavailable: {
    kind: 'unavailable',
    title: 'A dependency is unavailable',
    detail: 'The server cannot reach what it needs. Try again after the time in Retry-After.',
    retryable: true,
  },
  internal: {
    kind: 'internal',
    title: 'Something broke inside',
    detail: 'The server failed in a way that it did not foresee. The request_id finds it in the log.',
    retryable: true,
  },

  // What a conversion can fail with
  input_truncated: {
    kind: 'conversion_failed',
    title: 'The file ends too early',
    detail: 'The file is incomplete. Export or upload it again.',
    retryable: false,
  },
  input_malformed: {
    kind: 'conversion_failed',
    title: 'The file is damaged',
    detail: 'The file breaks the rules of its format. Export it again.',
    retryable: false,
  },
  input_version_unsupported: {
    kind: 'conversion_failed',
    title: 'This version of the format is not supported',
    detail:
      'The file uses a version of its format that this server does not read. Export it in another version.',
    retryable: false,
  },
  input_feature_unsupported: {
    kind: 'conversion_failed',
    title: 'The file needs a feature that is not supported',
    detail: 'The file requires an extension that this server does not read. Export it without.',
    retryable: false,
  },
  input_external_reference: {
    kind: 'conversion_failed',
    title: 'The file refers to other files',
    detail:
      'Upload a ZIP archive with the file and the files that it refers to, or embed them, for example as .glb.',
    retryable: false,
  },
  input_no_geometry: {
    kind: 'conversion_failed',
    title: 'The file has no geometry',
    detail: 'There is nothing to convert in this file: no face and no triangle.',
    retryable: false,
  },
  selection_empty: {
    kind: 'conversion_failed',
    title: 'No part was selected',
    detail: 'No part of the model has one of the names in the option "select".',
    retryable: false,
  },
  input_limit_exceeded: {
    kind: 'conversion_failed',
    title: 'The model is too big',
    detail: 'The model has more elements than this server converts.',
    retryable: false,
  },
  input_archive_model: {
    kind: 'conversion_failed',
    title: 'The archive does not have one model',
    detail: 'A ZIP archive must hold one model, or the option archive_model must name one of them.',
    retryable: false,
  },
  input_archive_unsafe: {
    kind: 'conversion_failed',
    title: 'The archive is not safe to open',
    detail:
      'The archive leads out of its folder, inflates to far more than its size or holds one name twice. Pack it again.',
    retryable: false,
  },
  target_limit_exceeded: {
    kind: 'conversion_failed',
    title: 'The model is too big for the target format',
    detail:
      'The target format cannot hold this many elements here. Simplify the model or choose another target.',
    retryable: false,
  },
  output_limit_exceeded: {
    kind: 'conversion_failed',
    title: 'The result is too big',
    detail:
      'The converted file would be larger than this server writes. Simplify the model, or choose a denser format or encoding.',
    retryable: false,
  },
  output_invalid: {
    kind: 'conversion_failed',
    title: 'The result did not pass its check',
    detail: 'The written file could not be read back as a model, so it was discarded.',
    retryable: false,
  },
  engine_failed: {
    kind: 'conversion_failed',
    title: 'The engine refused the model',
    detail: 'The engine could not convert this model. Check it in the program that wrote it.',
    retryable: false,
  },
  engine_crashed: {
    kind: 'conversion_failed',
    title: 'The engine crashed',
    detail: 'The engine died while converting this model, again when it was tried once more.',
    retryable: true,
  },
  engine_out_of_memory: {
    kind: 'conversion_failed',
    title: 'The conversion needs too much memory',
    detail: 'The conversion passed the memory limit of this server. Simplify the model or raise the limit.',
    retryable: true,
  },
  engine_timed_out: {
    kind: 'conversion_failed',
    title: 'The conversion took too long',
    detail: 'The conversion passed the time limit of this server. Simplify the model or raise the limit.',
    retryable: false,
  },
  engine_stalled: {
    kind: 'conversion_failed',
    title: 'The engine made no progress',
    detail:
      'The engine showed no progress for longer than any good file takes, so it was stopped. The file is probably damaged: export it again.',
    retryable: false,
  },
  engine_unavailable: {
    kind: 'conversion_failed',
    title: 'The engine did not start',
    detail: 'The engine for this pair could not be started on the server. Retry the conversion later.',
    retryable: true,
  },
  worker_lost: {
    kind: 'conversion_failed',
    title: 'The worker was lost',
    detail: 'The worker stopped while converting this model, each time it was tried. Retry the conversion.',
    retryable: true,
  },
  original_missing: {
    kind: 'conversion_failed',
    title: 'The original file is gone',
    detail: 'The uploaded file is no longer in the storage. Upload it again.',
    retryable: false,
  },
});

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemPart {
  /** JSON Pointer (RFC 6901) into the request part that is wrong. */
  pointer: string;
  detail: string;
}

export interface ProblemInit {
  /** A public sentence that is more precise than the table's. */
  detail?: string;
  /** The predecessor's sentence, where it depends on the case. */
  legacy?: string;
  errors?: readonly ProblemPart[];
  /** Private: reaches the log, never a client. */
  cause?: unknown;
  retryAfterSeconds?: number;
}

export class Problem extends Error {
  readonly code: ProblemCode;
  readonly kind: ProblemKind;
  readonly title: string;
  readonly detail: string;
  readonly legacy: string;
  readonly retryable: boolean;
  readonly errors: readonly ProblemPart[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, init: ProblemInit = {}) {
    const definition: ProblemDefinition = PROBLEMS[code];
    const detail = init.detail ?? definition.detail;
    super(`${code}: ${detail}`, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'Problem';
    this.code = code;
    this.kind = definition.kind;
    this.title = definition.title;
    this.detail = detail;
    this.legacy = init.legacy ?? definition.legacy ?? detail;
    this.retryable = definition.retryable;
    this.errors = init.errors ?? [];
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

export const isProblem = (error: unknown, code?: ProblemCode): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);
