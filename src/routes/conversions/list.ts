import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from '@sinclair/typebox';
import { STATUSES } from '../../domain/conversion.ts';
import type { ListFilter, ListWindow } from '../../domain/ports.ts';
import { Problem } from '../../domain/problem.ts';
import { answer, problems } from '../../http/problem-responses.ts';
import type { Services } from '../../http/services.ts';
import { StringEnum } from '../../string-enum.ts';
import { parseTargetFormat } from '../../use-cases/upload-fields.ts';
import { ConversionRef } from '../conversion-schema.ts';
import { conversionView } from '../conversion-view.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const DEFAULT_LIMIT = 10;
const LARGEST_PAGE = 10_000; // what a page skips is walked through

const Query = Type.Object({
  status: Type.Optional(StringEnum(STATUSES, { description: 'Only those in this status.' })),
  target_format: Type.Optional(
    Type.String({ description: 'With or without the dot, in any case.', examples: ['glb'] }),
  ),
  tag: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$', examples: ['order-4711'] })),
  page: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: LARGEST_PAGE,
      description: 'For people; default 1. A later page takes longer; programs follow next_cursor.',
      examples: [1],
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: DEFAULT_LIMIT, examples: [10] })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 100,
      description:
        'The next_cursor of an earlier answer with the same filters; stable while conversions are added. Not together with page.',
    }),
  ),
});

const Page = Type.Object({
  page: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where a cursor was used.' }),
  limit: Type.Integer(),
  total: Type.Integer({
    description: 'How many match in all; at least so many where total_is_exact is false.',
  }),
  total_is_exact: Type.Boolean({ description: 'False where there are too many to count for each answer.' }),
  data: Type.Array(ConversionRef),
  has_more: Type.Boolean(),
  next_cursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page.' }),
});

const schema = {
  tags: ['conversions'],
  operationId: 'listConversions',
  summary: 'List conversions, newest first',
  querystring: Query,
  response: {
    200: answer('One page.', Page),
    ...problems(
      'status_invalid',
      'target_format_unknown',
      'tag_invalid',
      'page_invalid',
      'limit_invalid',
      'cursor_invalid',
      'query_invalid',
    ),
  },
};

export const listConversionsRoute: FastifyPluginAsyncTypebox<{ services: Services }> = async (
  app,
  { services: { store } },
) => {
  app.get('', { schema }, async ({ query }): Promise<Static<typeof Page>> => {
    const filter = filterOf(query);
    const { conversions, total, totalIsExact, hasMore } = await store.list(filter, windowOf(query, filter));
    const last = conversions.at(-1);
    return {
      page: query.cursor === undefined ? (query.page ?? 1) : null,
      limit: limitOf(query),
      total,
      total_is_exact: totalIsExact,
      data: await Promise.all(conversions.map((conversion) => conversionView(store, conversion))),
      has_more: hasMore,
      next_cursor: hasMore && last !== undefined ? encodeCursor(last.id, filter) : null,
    };
  });
};

const limitOf = ({ limit = DEFAULT_LIMIT }: Static<typeof Query>): number => limit;

function filterOf({ status, target_format, tag }: Static<typeof Query>): ListFilter {
  return {
    ...(status === undefined ? {} : { status }),
    ...(target_format === undefined ? {} : { targetFormat: parseTargetFormat(target_format).id }),
    ...(tag === undefined ? {} : { tag }),
  };
}

function windowOf(query: Static<typeof Query>, filter: ListFilter): ListWindow {
  const { page, cursor } = query;
  const limit = limitOf(query);
  if (cursor === undefined) return { limit, skip: ((page ?? 1) - 1) * limit };
  if (page !== undefined)
    throw new Problem('query_invalid', { detail: 'Send either page or cursor, not both.' });
  return { limit, after: decodeCursor(cursor, filter) };
}
