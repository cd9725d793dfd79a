import type { FastifyPluginAsync } from 'fastify';
import { problems, stream } from '../http/problem-responses.ts';
import type { RequestMetrics } from '../http/request-metrics.ts';
import type { Services } from '../http/services.ts';

const schema = {
  tags: ['service'],
  operationId: 'metrics',
  summary: 'Figures for Prometheus',
  response: { 200: stream('In the text format of Prometheus.', ['text/plain']), ...problems() },
};

/** GET /metrics: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const metricsRoute: FastifyPluginAsync<{ services: Services; requests: RequestMetrics }> = async (
  app,
  { services, requests },
) => {
  app.get('/metrics', { logLevel: 'warn', schema }, async (_request, reply) => {
    const lines = [...(await conversionLines(services)), ...processLines(services), ...requests.lines()];
    return reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(`${lines.join('\n')}\n`);
  });
};

/** Enough to see a queue grow; a scrape must not walk a million conversions that ended. */
const COUNTED_TO = 10_000;

/** A store that cannot be reached must not hide the other figures. */
async function conversionLines({ store, logger }: Services): Promise<string[]> {
  try {
    const counts = Object.entries(await store.countByStatus(COUNTED_TO));
    return [
      `# HELP converto_conversions Conversions in each status; a database that must count them stops at ${COUNTED_TO}.`,
      '# TYPE converto_conversions gauge',
      ...counts.map(([status, count]) => `converto_conversions{status="${status}"} ${count}`),
    ];
  } catch (err) {
    logger.warn({ err }, 'the conversions could not be counted');
    return [];
  }
}

function processLines({ uploads, streams }: Services): string[] {
  const { user, system } = process.cpuUsage();
  return [
    ...gauge('converto_uploads_open', 'Uploads under way.', uploads.open),
    ...gauge('converto_event_streams_open', 'Event streams that are open.', streams.open),
    ...gauge('process_resident_memory_bytes', 'Resident memory of this process.', process.memoryUsage.rss()),
    ...gauge('process_start_time_seconds', 'When this process began.', performance.timeOrigin / 1000),
    '# HELP process_cpu_seconds_total Processor time that this process used.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
  ];
}

const gauge = (name: string, help: string, value: number): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  `${name} ${value}`,
];
