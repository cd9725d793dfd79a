import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../domain/problem.ts';
import { EventStream, type EventStreamParts } from '../events/event-stream.ts';
import { accepts } from '../http/accepts.ts';
import type { Services } from '../http/services.ts';
import { conversionView, progressView } from './conversion-view.ts';

/** The connection of one reader. It holds a place among the open streams until the answer, whatever it is, is over. */
export interface EventConnection {
  /** Runs once the connection is over; at once where it is already. */
  onOver(release: () => void): void;
  open(parts: Pick<EventStreamParts, 'adopts' | 'frameId' | 'discover' | 'lastWords'>): EventStream;
}

/** Throws where no stream can be opened: `events_not_acceptable`, `shutting_down`, `too_many_streams`. */
export function admitReader(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): EventConnection {
  const { config, readiness, store, streams } = services;
  if (!accepts(request.headers.accept, 'text/event-stream')) throw new Problem('events_not_acceptable');
  if (readiness.isRefusing()) throw new Problem('shutting_down');
  const giveBack = streams.admit();
  const onOver = whenOver(request, reply);
  onOver(giveBack);
  return {
    onOver,
    open(parts) {
      const stream = new EventStream({
        ...parts,
        find: (id) => store.find(id),
        resource: (conversion) => conversionView(store, conversion),
        progress: progressView,
        cut: () => reply.raw.destroy(),
        onTrouble: (err) => request.log.warn({ err }, 'an event stream could not ask the store'),
        limits: {
          heartbeatMs: config.eventHeartbeatMs,
          rotateMs: config.eventRotateMs,
          slowReaderTimeoutMs: config.slowReaderTimeoutMs,
          progressIntervalMs: config.progressFrameIntervalMs,
        },
      });
      onOver(() => stream.release());
      reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store, no-transform')
        .header('x-accel-buffering', 'no')
        .header('connection', 'close'); // or a closing server would wait for the idle connection that is left
      return stream;
    },
  };
}

/** The socket tells, too, because a pipelined request may never get its turn to be answered. */
function whenOver({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): EventConnection['onOver'] {
  const releases: (() => void)[] = [];
  let isOver = false;
  const over = () => {
    isOver = true;
    raw.off('close', over);
    socket.off('close', over);
    for (const release of releases.splice(0)) release();
  };
  raw.once('close', over);
  socket.once('close', over);
  return (release) => (isOver ? release() : void releases.push(release));
}

/** What the reader has seen: EventSource sends the header when it connects again, the query is for a first connection. */
export function lastEventId(request: FastifyRequest, query: string | undefined): string | undefined {
  const header = request.headers['last-event-id'];
  return (typeof header === 'string' && header !== '' ? header : query) || undefined;
}
