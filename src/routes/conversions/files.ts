import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from '@sinclair/typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FORMATS } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import { parseRange } from '../../http/byte-range.ts';
import { disposition } from '../../http/disposition.ts';
import { matchesAny } from '../../http/entity-tag.ts';
import { noBody, problems, stream } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import { StringEnum } from '../../string-enum.ts';
import { ConversionParams } from '../conversion-schema.ts';
import { ReportBody } from '../report-view.ts';
import { FILE_TYPES, representationOf } from './representation.ts';

const Query = Type.Object({
  type: StringEnum(FILE_TYPES, {
    description:
      'Which file; `report` is JSON, `log` is text, `preview` (of the result) and `original_preview` are GLB, `thumbnail` is a PNG of 256 × 256 pixels. The last three exist where the upload asked for them.',
  }),
  disposition: Type.Optional(
    StringEnum(['attachment', 'inline'], {
      default: 'attachment',
      description: '`inline` gives the media type of the format instead of application/octet-stream.',
    }),
  ),
});

const HEADERS = {
  ETag: Type.String({ description: 'The SHA-256 of the whole file.' }),
  'Accept-Ranges': Type.Literal('bytes'),
  'Content-Disposition': Type.String({ description: 'RFC 6266, with the name of the upload.' }),
};

/** The first unless `disposition=inline`. */
const MEDIA_TYPES = new Set([
  'application/octet-stream',
  ...Object.values(FORMATS).map(({ mediaType }) => mediaType),
  'text/plain',
  'image/png',
]);

const schema = {
  tags: ['files'],
  params: ConversionParams,
  querystring: Query,
  headers: Type.Object({
    range: Type.Optional(Type.String({ description: 'One range of bytes.', examples: ['bytes=0-1023'] })),
    'if-range': Type.Optional(Type.String({ description: 'Use the range only if this is still the ETag.' })),
    'if-none-match': Type.Optional(Type.String({ description: 'An earlier ETag.' })),
  }),
  response: {
    200: stream('The file.', MEDIA_TYPES, HEADERS, ReportBody),
    206: stream('A part of the file.', ['*/*'], {
      ...HEADERS,
      'Content-Range': Type.String({ examples: ['bytes 0-1023/146515'] }),
    }),
    304: noBody('It has not changed.', { ETag: HEADERS.ETag }),
    ...problems(
      'id_malformed',
      'file_type_required',
      'file_type_unknown',
      'query_invalid',
      'file_not_found',
      'preview_not_made',
      'conversion_not_finished',
      'conversion_has_no_result',
      'file_expired',
      'range_not_satisfiable',
      'dependency_unavailable',
    ),
  },
};

export const fileRoutes: FastifyPluginAsyncTypebox<{ services: Services }> = async (app, { services }) => {
  app.route({
    method: 'GET',
    url: '/:id/files',
    exposeHeadRoute: false,
    schema: { ...schema, operationId: 'downloadFile', summary: 'Download a file of a conversion' },
    handler: (request, reply) => answerFile(services, request, reply),
  });
  app.route({
    method: 'HEAD',
    url: '/:id/files',
    config: { swagger: { exposeHeadRoute: true } },
    schema: { ...schema, operationId: 'headFile', summary: 'What a download would answer' },
    handler: (request, reply) => answerFile(services, request, reply),
  });
};

type FileRequest = Pick<FastifyRequest, 'headers' | 'method'> & {
  params: Static<typeof ConversionParams>;
  query: Static<typeof Query>;
};

async function answerFile(
  { store, storage }: Services,
  { params, query, headers, method }: FileRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const conversion = await store.find(params.id.toLowerCase());
  if (conversion === undefined) throw new Problem('file_not_found');
  const file = representationOf(query.type, conversion, storage);
  const etag = `"${file.sha256}"`;
  const inline = query.disposition === 'inline';
  reply.header('etag', etag).header('accept-ranges', 'bytes').header('cache-control', 'private, no-cache');
  if (matchesAny(headers['if-none-match'], etag)) return reply.code(304).send();

  // A HEAD has no range (RFC 9110 § 14.2), and If-Range that names another version asks for the whole file.
  const current = headers['if-range'] === undefined || String(headers['if-range']).trim() === etag;
  const range = method === 'GET' && current ? parseRange(headers.range, file.sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${file.sizeBytes}`);
    throw new Problem('range_not_satisfiable');
  }
  const bytes = method === 'HEAD' ? null : await file.open(range);
  reply
    .type(inline ? file.mediaType : 'application/octet-stream')
    .header('content-disposition', disposition(inline ? 'inline' : 'attachment', file.fileName))
    .header('content-length', range === undefined ? file.sizeBytes : range.end - range.start + 1);
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  return reply.send(bytes);
}
