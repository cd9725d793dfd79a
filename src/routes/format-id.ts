import { Type } from '@sinclair/typebox';
import { FORMAT_IDS, type FormatId } from '../domain/formats.ts';

/** One of ours or one that an administrator declared, so no closed list. */
export const FormatIdBody = Type.Unsafe<FormatId>({
  type: 'string',
  pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
  examples: [...FORMAT_IDS],
  description: 'Id of a format; GET /api/v1/formats lists those of this server.',
});
