import { createHash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { type Conversion, isTerminal } from '../domain/conversion.ts';
import { Problem } from '../domain/problem.ts';
import { noBody, problems, stream } from '../http/problem-responses.ts';
import type { Services } from '../http/services.ts';
import { ConversionParams } from './conversion-schema.ts';
import { admitReader, type EventConnection, lastEventId } from './event-connection.ts';
import { MANY_DESCRIPTION, ManyQuery, ONE_DESCRIPTION, ResumeHeaders, ResumeQuery } from './events-schema.ts';

/** Of one tag; the newest. Older ones are followed as soon as something happens to them. */
const TAG_SNAPSHOTS = 100;

const refusals = ['events_not_acceptable', 'too_many_streams', 'shutting_down'] as const;
const responses = {
  200: stream('Events, until the conversion has ended.', ['text/event-stream']),
  204: noBody('The reader has seen the end already.'),
};

export const eventRoutes: FastifyPluginAsyncTypebox<{ services: Services }> = async (app, { services }) => {
  const { store, relay } = services;

  app.get(
    '/conversions/:id/events',
    {
      schema: {
        tags: ['events'],
        operationId: 'watchConversion',
        summary: 'Watch one conversion',
        description: ONE_DESCRIPTION,
        params: ConversionParams,
        querystring: ResumeQuery,
        headers: ResumeHeaders,
        response: { ...responses, ...problems('id_malformed', 'conversion_not_found', ...refusals) },
      },
    },
    async (request, reply) => {
      const connection = admitReader(services, request, reply);
      const id = request.params.id.toLowerCase();
      const seen = lastEventId(request, request.query.last_event_id);
      const conversion = await store.find(id);
      if (conversion === undefined) throw new Problem('conversion_not_found');
      if (isTerminal(conversion.status) && seen === `${conversion.revision}`) return reply.code(204).send();
      const events = connection.open({
        adopts: false,
        frameId: (_id, revision) => `${revision}`,
        lastWords: () => undefined,
      });
      connection.onOver(relay.watch(id, events));
      events.follow(id, Number(seen) || 0);
      return reply.send(events);
    },
  );

  app.get(
    '/events',
    {
      schema: {
        tags: ['events'],
        operationId: 'watchConversions',
        summary: 'Watch many conversions over one connection',
        description: MANY_DESCRIPTION,
        querystring: ManyQuery,
        headers: ResumeHeaders,
        response: {
          ...responses,
          ...problems('query_invalid', 'id_malformed', 'tag_invalid', 'conversion_not_found', ...refusals),
        },
      },
    },
    async (request, reply) => {
      const { ids, tag, last_event_id } = request.query;
      if (ids !== undefined && tag === undefined) {
        const wanted = [...new Set(ids.toLowerCase().split(','))];
        const connection = admitReader(services, request, reply);
        return watchIds(connection, reply, wanted, lastEventId(request, last_event_id));
      }
      if (tag !== undefined && ids === undefined)
        return watchTag(admitReader(services, request, reply), reply, tag);
      throw new Problem('query_invalid', { detail: 'Send either ids or tag.' });
    },
  );

  async function watchIds(
    connection: EventConnection,
    reply: FastifyReply,
    ids: readonly string[],
    seen: string | undefined,
  ): Promise<FastifyReply> {
    const found = await Promise.all(ids.map((id) => store.find(id)));
    if (found.every((one) => one === undefined)) throw new Problem('conversion_not_found');
    const states = ids.map((id, at) => ({ id, seen: found[at]?.revision ?? 0 }));
    if (found.every(hasEndedOrGone) && seen === doneId(states)) return reply.code(204).send();
    const events = connection.open({
      adopts: false,
      frameId: idAndRevision,
      lastWords: (ended) => ({ event: 'done', id: doneId(ended), data: { ids } }),
    });
    for (const id of ids) connection.onOver(relay.watch(id, events));
    for (const id of ids) events.follow(id);
    return reply.send(events);
  }

  async function watchTag(
    connection: EventConnection,
    reply: FastifyReply,
    tag: string,
  ): Promise<FastifyReply> {
    const discover = async () => {
      const page = await store.list({ tag }, { skip: 0, limit: TAG_SNAPSHOTS });
      return page.conversions.map(({ id }) => id);
    };
    const events = connection.open({ adopts: true, frameId: idAndRevision, discover });
    connection.onOver(relay.watchTag(tag, events));
    for (const id of await discover()) events.follow(id);
    return reply.send(events);
  }
};

const idAndRevision = (id: string, revision: number): string => `${id}:${revision}`;

const hasEndedOrGone = (conversion: Conversion | undefined): boolean =>
  conversion === undefined || isTerminal(conversion.status);

/** Names the last state of all, so that a reader that comes back with it needs nothing more. */
function doneId(states: readonly { id: string; seen: number }[]): string {
  const text = states
    .map(({ id, seen }) => `${id}:${seen}`)
    .sort()
    .join();
  return `done-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
