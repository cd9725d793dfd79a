import type { FastifyInstance } from 'fastify';

/** How many requests each route answered, with which status and in how much time, since the process began. */
export interface RequestMetrics {
  /** In the text format of Prometheus. */
  lines(): string[];
}

const NAME = 'converto_http_request_duration_seconds';

/** Call it before any route is added. Labels are patterns of routes, never paths: there must not be many. */
export function countRequests(app: FastifyInstance): RequestMetrics {
  const answered = new Map<string, { count: number; seconds: number }>();
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = `method="${request.method}",route="${route}",status="${reply.statusCode}"`;
    const { count, seconds } = answered.get(labels) ?? { count: 0, seconds: 0 };
    answered.set(labels, { count: count + 1, seconds: seconds + reply.elapsedTime / 1000 });
    done();
  });
  return {
    lines: () => [
      `# HELP ${NAME} Time from the request to the end of its answer; event streams count when they end.`,
      `# TYPE ${NAME} summary`,
      ...[...answered].flatMap(([labels, { count, seconds }]) => [
        `${NAME}_sum{${labels}} ${seconds}`,
        `${NAME}_count{${labels}} ${count}`,
      ]),
    ],
  };
}
