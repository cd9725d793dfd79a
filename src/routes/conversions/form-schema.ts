import { Type } from '@sinclair/typebox';
import { StringEnum } from '../../string-enum.ts';

/** The form as documented; it is read as a stream, so nothing validates a parsed body against this. */
export const UploadForm = Type.Object(
  {
    file: Type.String({
      format: 'binary',
      contentMediaType: 'application/octet-stream',
      description: 'The model, with a file name; the extension says the source format.',
    }),
    target_format: Type.String({
      description: 'With or without the dot, in any case. GET /api/v1/formats lists what is possible.',
      examples: ['glb'],
    }),
    options: Type.Optional(
      Type.String({
        contentMediaType: 'application/json',
        description: 'A JSON object; GET /api/v1/formats shows the options of each pair.',
        examples: ['{"linear_deflection": 0.001}'],
      }),
    ),
    tag: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_.:-]{1,64}$',
        description: 'A label of yours, to list or watch conversions by.',
        examples: ['order-4711'],
      }),
    ),
    preview: Type.Optional(
      StringEnum(['true', 'false'], {
        default: 'false',
        description:
          'Also make previews (GLB) of the original and of the result, and a thumbnail (PNG): `files?type=preview`, `original_preview` and `thumbnail`. One that cannot be made is a warning in the report and no failure. An administrator may have turned them off.',
      }),
    ),
  },
  { description: 'Fields in any order; unknown fields are ignored.' },
);
