import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { names } from './accepts.ts';
import { matchesAny } from './entity-tag.ts';

export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A file in memory, as it is and compressed. */
export interface EncodedFile {
  mediaType: string;
  plain: Buffer;
  encoded: Partial<Record<Encoding, Buffer>>;
  /** Of the plain bytes; without quotes. */
  hash: string;
}

export const encodedFile = (
  mediaType: string,
  plain: Buffer,
  encoded: EncodedFile['encoded'],
): EncodedFile => ({
  mediaType,
  plain,
  encoded,
  hash: createHash('sha256').update(plain).digest('hex').slice(0, 32),
});

/** Answers with the smallest form that the client takes, each with an entity tag of its own, or with 304. */
export function sendEncoded(file: EncodedFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
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
