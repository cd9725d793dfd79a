import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import { FIDELITIES } from '../domain/engine-port.ts';
import { FORMATS } from '../domain/formats.ts';
import { answer, noBody, problems } from '../http/problem-responses.ts';
import { encodedFile, sendEncoded } from '../http/send-encoded.ts';
import type { Services } from '../http/services.ts';
import { StringEnum } from '../string-enum.ts';
import { FormatIdBody } from './format-id.ts';

const compress = promisify(gzip);

const FormatsBody = Type.Object({
  formats: Type.Array(
    Type.Object({
      id: FormatIdBody,
      name: Type.String(),
      extensions: Type.Array(Type.String(), { description: 'With the dot; results get the first.' }),
      media_type: Type.String(),
    }),
    { description: 'Every format that is in a pair.' },
  ),
  data: Type.Array(
    Type.Object({
      source: FormatIdBody,
      target: FormatIdBody,
      engine: Type.String(),
      fidelity: StringEnum(FIDELITIES, {
        description:
          'exact: B-rep to B-rep · tessellated: B-rep to triangles · mesh: mesh to mesh · faceted: mesh to flat B-rep faces',
      }),
      kept: Type.Array(Type.String(), {
        description: 'What is kept beside the shape, where the model has it: names, colours, units …',
      }),
      lost: Type.Array(Type.String(), {
        description: 'What the source can have and the target cannot hold.',
      }),
      options_schema: Type.Record(Type.String(), Type.Unknown(), {
        description: 'JSON Schema of the options of this pair.',
      }),
    }),
  ),
});

const ETag = Type.String({ description: 'Changes when the formats do; compressed it is another one.' });

const schema = {
  tags: ['formats'],
  operationId: 'listFormats',
  summary: 'Every pair of formats that this server converts, with its options',
  headers: Type.Object({ 'if-none-match': Type.Optional(Type.String()) }),
  response: {
    200: answer('All pairs.', FormatsBody, { ETag }),
    304: noBody('They have not changed.', { ETag }),
    ...problems(),
  },
};

export const formatRoutes: FastifyPluginAsyncTypebox<{ services: Services }> = async (app, { services }) => {
  const data = services.engine.capabilities().map((capability) => ({
    source: capability.source,
    target: capability.target,
    engine: capability.engine,
    fidelity: capability.fidelity,
    kept: [...capability.kept],
    lost: [...capability.lost],
    options_schema: capability.optionsSchema as Record<string, unknown>,
  }));
  const formats = [...new Set(data.flatMap(({ source, target }) => [source, target]))].map((id) => ({
    id,
    name: FORMATS[id].name,
    extensions: [...FORMATS[id].extensions],
    media_type: FORMATS[id].mediaType,
  }));
  const plain = Buffer.from(JSON.stringify({ formats, data }));
  // Half a megabyte becomes nine kilobytes, and a phone waits for it.
  const file = encodedFile('application/json; charset=utf-8', plain, { gzip: await compress(plain) });

  app.get('/formats', { schema }, async (request, reply: FastifyReply) => {
    reply.header('vary', 'accept-encoding').header('cache-control', 'no-cache');
    return sendEncoded(file, request, reply);
  });
};
