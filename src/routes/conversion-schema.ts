import { type Static, Type } from '@sinclair/typebox';
import { STAGES, STATUSES } from '../domain/conversion.ts';
import { PROBLEMS, type ProblemCode } from '../domain/problem.ts';
import { KEY_PATTERN } from '../http/idempotency-key.ts';
import { StringEnum } from '../string-enum.ts';
import { FormatIdBody } from './format-id.ts';
import { ReportBody } from './report-view.ts';

export const EXAMPLE_ID = '0197c2a45f1e3b9a6c2d4e5f';

const Time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-01-31T12:00:00.000Z'] });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Path = (description: string) => Type.String({ description });

/** Upper case is accepted, because clients of the predecessor may send it. */
export const ConversionId = Type.String({
  pattern: '^[0-9a-fA-F]{24}$',
  description: '24 hexadecimal digits.',
  examples: [EXAMPLE_ID],
});

export const ConversionParams = Type.Object({ id: ConversionId });

const PreviewInfo = Type.Object({
  size_bytes: Type.Integer(),
  triangles: Type.Integer({ description: 'Shown in it, every instance counted.' }),
  total_triangles: Type.Integer({ description: 'Of the whole model.' }),
});

export const ConversionBody = Type.Object(
  {
    id: Type.String(),
    status: StringEnum(STATUSES),
    progress: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'Percent; never falls within an attempt, 100 only with `completed`.',
    }),
    original_file_path: Type.String({ description: 'Key of the uploaded file in the storage.' }),
    converted_file_path: Type.Optional(
      Type.String({ description: 'Key of the result; absent until completed.' }),
    ),
    stage: StringEnum(STAGES),
    attempt: Type.Integer({ description: 'Progress starts again with each attempt.' }),
    max_attempts: Type.Integer(),
    source_format: FormatIdBody,
    target_format: FormatIdBody,
    options: Type.Record(Type.String(), Type.Unknown()),
    tag: Type.Optional(Type.String()),
    file_name: Type.String(),
    size_bytes: Type.Integer(),
    sha256: Sha256,
    output: Type.Optional(
      Type.Object({
        file_name: Type.String(),
        size_bytes: Type.Integer(),
        sha256: Sha256,
        media_type: Type.String(),
      }),
    ),
    preview: Type.Optional(
      Type.Object(
        { original: Type.Optional(PreviewInfo), converted: Type.Optional(PreviewInfo) },
        { description: 'What was made to look at, where the upload asked for it.' },
      ),
    ),
    engine: Type.Optional(Type.Object({ name: Type.String(), version: Type.String() })),
    report: Type.Optional(ReportBody),
    error: Type.Optional(
      Type.Object({
        code: StringEnum(Object.keys(PROBLEMS) as ProblemCode[]),
        message: Type.String(),
        retryable: Type.Boolean(),
        stage: StringEnum(STAGES),
      }),
    ),
    retry_of: Type.Optional(Type.String({ description: 'The conversion that this one tries again.' })),
    queue_position: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1001,
        description: 'While pending; 1 is next, 1001 means that more than 1000 are before it.',
      }),
    ),
    eta_seconds: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Measured from the progress so far; absent where unknown.' }),
    ),
    created_at: Time('When it was accepted.'),
    started_at: Type.Optional(Time('When its first attempt began.')),
    completed_at: Type.Optional(Time('When it ended, in whatever way.')),
    expires_at: Type.Optional(Time('When its files are removed.')),
    links: Type.Object({
      self: Path('This resource.'),
      events: Path('Its event stream.'),
      log: Path('What happened to it, as text.'),
      original: Type.Optional(Path('The uploaded file, while it is kept.')),
      converted: Type.Optional(Path('The result, while it is kept.')),
      report: Type.Optional(Path('The report, once completed.')),
      preview: Type.Optional(Path('A GLB to look at instead of the result, while it is kept.')),
      original_preview: Type.Optional(Path('A GLB to look at instead of the original, while it is kept.')),
      thumbnail: Type.Optional(Path('A PNG of 256 × 256 pixels, while it is kept.')),
    }),
  },
  { $id: 'Conversion', title: 'Conversion' },
);
export type ConversionBody = Static<typeof ConversionBody>;

export const ConversionRef = Type.Unsafe<ConversionBody>({ $ref: 'Conversion#' });

export const AcceptedBody = Type.Object(
  {
    id: Type.String({ examples: [EXAMPLE_ID] }),
    status: Type.Literal('pending'),
    message: Type.Literal('Conversion created successfully'),
  },
  { title: 'Accepted' },
);
export type AcceptedBody = Static<typeof AcceptedBody>;

export const acceptedBody = (id: string): AcceptedBody => ({
  id,
  status: 'pending',
  message: 'Conversion created successfully',
});

export const Location = Type.String({ description: 'Path of the new conversion.' });

export const idempotencyKeyHeader = (example: string) =>
  Type.Optional(
    Type.String({
      pattern: KEY_PATTERN,
      description: 'Any name for this request that is used for no other, such as a UUID. Kept for 24 hours.',
      examples: [example],
    }),
  );

export const IdempotencyReplayed = Type.Literal('true', {
  description: 'Only where an earlier request with the same key made the conversion.',
});

/** The data of a progress frame. */
export const ProgressBody = Type.Object({
  id: Type.String(),
  status: StringEnum(STATUSES),
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  stage: StringEnum(STAGES),
  attempt: Type.Integer(),
  eta_seconds: Type.Optional(Type.Integer({ minimum: 0 })),
  updated_at: Time('When this was so.'),
});
export type ProgressBody = Static<typeof ProgressBody>;
