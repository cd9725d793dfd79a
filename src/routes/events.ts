import { createHash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Conversion, isTerminal } from '../domain/conversion.ts';
import { Problem } from '../domain/problem.ts';
import { EventStream, type EventStreamParts } from '../events/event-stream.ts';
import { accepts } from '../http/accepts.ts';
import { noBody, problems, stream } from '../http/problem-responses.ts';
import type { Services } from '../http/services.ts';
import { ConversionParams } from './conversion-schema.ts';
import { conversionView, progressView } from './conversion-view.ts';
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
      const release = admit(services, request);
      const id = request.params.id.toLowerCase();
      const seen = lastEventId(request, request.query.last_event_id);
      const conversion = await store.find(id).catch(releasing(release));
      if (conversion === undefined) return releasing(release)(new Problem('conversion_not_found'));
      if (isTerminal(conversion.status) && seen === `${conversion.revision}`)
        return nothingMore(reply, release);
      const events = openStream(services, reply, release, {
        adopts: false,
        frameId: (_id, revision) => `${revision}`,
        lastWords: () => undefined,
      });
      events.released.push(relay.watch(id, events.stream));
      events.stream.follow(id, Number(seen ?? 0) || 0);
      return reply.send(events.stream);
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
      const { ids, tag } = request.query;
      if ((ids === undefined) === (tag === undefined))
        throw new Problem('query_invalid', { detail: 'Send either ids or tag.' });
      const release = admit(services, request);
      const frameId = (id: string, revision: number) => `${id}:${revision}`;
      if (tag !== undefined) {
        const discover = async () => {
          const page = await store.list({ tag }, { skip: 0, limit: TAG_SNAPSHOTS });
          return page.conversions.map(({ id }) => id);
        };
        const events = openStream(services, reply, release, { adopts: true, frameId, discover });
        events.released.push(relay.watchTag(tag, events.stream));
        for (const id of await discover()) events.stream.follow(id);
        return reply.send(events.stream);
      }
      const wanted = [...new Set(ids?.toLowerCase().split(','))];
      const found = await Promise.all(wanted.map((id) => store.find(id))).catch(releasing(release));
      if (found.every((one) => one === undefined))
        return releasing(release)(new Problem('conversion_not_found'));
      const seen = lastEventId(request, request.query.last_event_id);
      if (
        seen !== undefined &&
        found.every(hasEndedOrGone) &&
        seen === doneId(wanted.map((id, at) => [id, found[at]?.revision ?? 0]))
      )
        return nothingMore(reply, release);
      const events = openStream(services, reply, release, {
        adopts: false,
        frameId,
        lastWords: (lanes) => ({
          event: 'done',
          id: doneId(lanes.map((lane) => [lane.id, lane.seen])),
          data: { ids: wanted },
        }),
      });
      for (const id of wanted) events.released.push(relay.watch(id, events.stream));
      for (const id of wanted) events.stream.follow(id);
      return reply.send(events.stream);
    },
  );
};

/** Rejects where no stream can be opened; returns what gives the place back. */
function admit({ readiness, streams }: Services, request: FastifyRequest): () => void {
  if (!accepts(request.headers.accept, 'text/event-stream')) throw new Problem('events_not_acceptable');
  if (readiness.isDraining()) throw new Problem('shutting_down');
  return streams.admit();
}

const releasing =
  (release: () => void) =>
  (error: unknown): never => {
    release();
    throw error;
  };

function nothingMore(reply: FastifyReply, release: () => void): FastifyReply {
  release();
  return reply.code(204).send();
}

function openStream(
  services: Services,
  reply: FastifyReply,
  release: () => void,
  parts: Pick<EventStreamParts, 'adopts' | 'frameId' | 'discover' | 'lastWords'>,
): { stream: EventStream; released: (() => void)[] } {
  const { config, store } = services;
  const released = [release];
  const stream = new EventStream({
    ...parts,
    find: (id) => store.find(id),
    resource: (conversion) => conversionView(store, conversion),
    progress: progressView,
    cut: () => reply.raw.destroy(),
    released: () => {
      for (const one of released.splice(0)) one();
    },
    limits: {
      heartbeatMs: config.eventHeartbeatMs,
      rotateMs: config.eventRotateMs,
      slowReaderTimeoutMs: config.slowReaderTimeoutMs,
      progressIntervalMs: config.progressFrameIntervalMs,
    },
  });
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no');
  return { stream, released };
}

/** EventSource sends the header when it connects again; the query is for a first connection. */
function lastEventId(request: FastifyRequest, query: string | undefined): string | undefined {
  const header = request.headers['last-event-id'];
  return (typeof header === 'string' && header !== '' ? header : query) || undefined;
}

const hasEndedOrGone = (conversion: Conversion | undefined): boolean =>
  conversion === undefined || isTerminal(conversion.status);

/** Names the last state of all, so that a reader that comes back with it needs nothing more. */
function doneId(states: readonly (readonly [id: string, revision: number])[]): string {
  const text = states
    .map(([id, revision]) => `${id}:${revision}`)
    .sort()
    .join();
  return `done-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
