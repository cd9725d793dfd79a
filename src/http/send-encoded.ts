import type { FastifyReply, FastifyRequest } from 'fastify';
import { names } from './accepts.ts';
import { matchesAny } from './entity-tag.ts';
import { ENCODINGS, type PageFile } from './page-files.ts';

/** Answers with the smallest form that the client takes, each with an entity tag of its own, or with 304. */
export function sendEncoded(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const encoding = ENCODINGS.find(
    (each) => file.encoded[each] !== undefined && names(request.headers['accept-encoding'], each),
  );
  const etag = encoding === undefined ? `"${file.hash}"` : `"${file.hash}-${encoding}"`;
  reply.header('etag', etag);
  if (matchesAny(request.headers['if-none-match'], etag)) return reply.code(304).send();
  reply.type(file.mediaType);
  if (encoding === undefined) return reply.send(file.plain);
  return reply.header('content-encoding', encoding).send(file.encoded[encoding]);
}
