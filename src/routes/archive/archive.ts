import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from '@sinclair/typebox';
import type { Conversion } from '../../domain/conversion.ts';
import { safeFileName } from '../../domain/file-name.ts';
import { isProblem, Problem, type ProblemPart } from '../../domain/problem.ts';
import { resultFormat } from '../../domain/result-format.ts';
import { disposition } from '../../http/disposition.ts';
import { problems, stream } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import { zipStream } from '../../http/zip-stream.ts';
import { rfc3339 } from '../conversion-view.ts';
import { type Representation, representationOf } from '../conversions/representation.ts';
import { uniqueNames } from './unique-names.ts';

const MOST = 100;
const ID = /^[0-9a-f]{24}$/;
/** What is inside is compressed already, at least as a rule. */
const COMPRESSED = new Set(['3mf', 'usdz', 'zip']);

const schema = {
  tags: ['files'],
  operationId: 'downloadArchive',
  summary: 'Download the results of many conversions as one ZIP archive',
  description:
    'Made while it is sent. A name that occurs twice gets a number: `part.glb`, `part (2).glb`. Where a file cannot be read after all, the connection breaks off: an archive that arrives is whole.',
  querystring: Type.Object({
    ids: Type.String({
      description: `Up to ${MOST} ids of completed conversions, with commas between them.`,
    }),
  }),
  response: {
    200: stream('The archive.', ['application/zip'], {
      'Content-Disposition': Type.String({ examples: ['attachment; filename="converto-2026-01-31.zip"'] }),
    }),
    ...problems(
      'query_invalid',
      'id_malformed',
      'conversion_not_found',
      'conversion_not_finished',
      'conversion_has_no_result',
      'file_expired',
      'dependency_unavailable',
    ),
  },
};

export const archiveRoute: FastifyPluginAsyncTypebox<{ services: Services }> = async (
  app,
  { services: { store, storage, now } },
) => {
  app.get('/archive', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const ids = idsOf(request.query.ids);
    const results = await resultsOf(ids);
    const names = uniqueNames(results.map(({ file }) => safeFileName(file.fileName).stored));
    const { bytes, sizeBytes } = zipStream(
      results.map(({ conversion, file }, at) => ({
        name: names[at]!,
        modifiedAt: new Date(conversion.completedAt ?? conversion.updatedAt),
        sizeBytes: file.sizeBytes,
        deflate: !isCompressed(conversion),
        open: () => file.open(),
      })),
    );
    if (sizeBytes !== undefined) reply.header('content-length', sizeBytes);
    return reply
      .type('application/zip')
      .header('content-disposition', disposition('attachment', `converto-${rfc3339(now()).slice(0, 10)}.zip`))
      .header('cache-control', 'no-store')
      .send(bytes);
  });

  /** Throws the first problem of all, with every id that has one. */
  async function resultsOf(
    ids: readonly string[],
  ): Promise<{ conversion: Conversion; file: Representation }[]> {
    const found = await Promise.all(ids.map((id) => store.find(id)));
    const wrong: { problem: Problem; part: ProblemPart }[] = [];
    const results = found.flatMap((conversion, at) => {
      try {
        if (conversion === undefined) throw new Problem('conversion_not_found');
        return [{ conversion, file: representationOf('converted', conversion, storage) }];
      } catch (problem) {
        if (!isProblem(problem)) throw problem;
        wrong.push({ problem, part: { pointer: `/ids/${at}`, detail: `${ids[at]}: ${problem.detail}` } });
        return [];
      }
    });
    if (wrong[0] === undefined) return results;
    const { code, retryAfterSeconds } = wrong[0].problem;
    throw new Problem(code, {
      errors: wrong.map(({ part }) => part),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
};

function idsOf(query: string): string[] {
  const given = query.toLowerCase().split(',');
  const malformed = given.flatMap((id, at) => (ID.test(id) ? [] : [at]));
  if (malformed.length > 0)
    throw new Problem('id_malformed', {
      errors: malformed
        .slice(0, MOST)
        .map((at) => ({ pointer: `/ids/${at}`, detail: 'An id has 24 hexadecimal digits.' })),
    });
  const ids = [...new Set(given)];
  if (ids.length > MOST)
    throw new Problem('query_invalid', {
      detail: `One archive holds up to ${MOST} results, and ${ids.length} were asked for. Ask for several archives.`,
      errors: [{ pointer: `/ids/${MOST}`, detail: 'One too many.' }],
    });
  return ids;
}

const isCompressed = ({ targetFormat, options }: Conversion): boolean =>
  COMPRESSED.has(resultFormat(targetFormat, options).id) ||
  options.compression === 'meshopt' ||
  options.compression === 'draco';
