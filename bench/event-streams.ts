// (d) 2,000 idle event streams on one API process: memory for each, and how late a progress event comes when the broker
// brings one, while all of them are open.
import http from 'node:http';
import { openRabbitMqBus } from '../src/bus/rabbitmq-bus.ts';
import { cubeStl } from '../test/support/cube.ts';
import { openDeployment } from './support/deployment.ts';
import { residentBytes } from './support/server.ts';
import { median, percentile, printTable } from './support/table.ts';

const STREAMS = 2000;
const EVENTS = 300;

const deployment = await openDeployment();
const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Opens a stream and resolves with what it says first; `onText` hears the rest. */
function openStream(url: string, onText: (text: string) => void = () => {}): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { accept: 'text/event-stream' } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}`));
      response.setEncoding('utf8').on('data', onText);
      response.once('data', () => resolve(response));
    });
    request.on('error', reject);
  });
}

async function upload(address: string): Promise<string> {
  const form = new FormData();
  form.set('target_format', 'obj');
  form.set('file', new Blob([new Uint8Array(cubeStl(1))]), 'cube.stl');
  const answer = await fetch(`${address}/api/v1/conversions`, { method: 'POST', body: form });
  return ((await answer.json()) as { id: string }).id;
}

try {
  const namespace = 'bench';
  const api = await deployment.start('api', { AMQP_NAMESPACE: namespace });
  const pid = api.process.pid!;
  const waiting = await upload(api.address); // no worker runs: it stays pending
  const path = `${api.address}/api/v1/conversions/${waiting}/events`;
  for (let warm = 0; warm < 50; warm += 1) await openStream(path);
  const before = residentBytes(pid);
  for (let opened = 50; opened < STREAMS; opened += 50)
    await Promise.all(Array.from({ length: Math.min(50, STREAMS - 1 - opened) }, () => openStream(path)));
  const after = residentBytes(pid);

  const watched = await upload(api.address);
  const lags: number[] = [];
  let sentAt = 0;
  let heard = () => {};
  await openStream(`${api.address}/api/v1/conversions/${watched}/events`, (text) => {
    if (!text.includes('event: progress')) return;
    lags.push(performance.now() - sentAt);
    heard();
  });
  const bus = await openRabbitMqBus({ url: deployment.amqpUrl, namespace });
  for (let event = 1; event <= EVENTS; event += 1) {
    const arrived = new Promise<void>((resolve) => {
      heard = resolve;
    });
    sentAt = performance.now();
    bus.publishProgress({
      id: watched,
      revision: 10 + event,
      status: 'in_progress',
      stage: 'converting',
      progress: Math.floor((event / EVENTS) * 99),
      attempt: 1,
      updatedAt: Date.now(),
    });
    await arrived;
    // Frames of one conversion are a quarter of a second apart at least; what is held back is no lag.
    await new Promise((resolve) => setTimeout(resolve, 260));
  }
  await bus.close();
  printTable(
    [`${STREAMS} event streams on one API process`, ''],
    [
      ['memory for each stream', `${((after - before) / (STREAMS - 50) / 1024).toFixed(1)} KiB`],
      ['resident with all of them', `${(after / 1024 ** 2).toFixed(0)} MiB`],
      [`lag from publish to reader, median of ${EVENTS}`, `${median(lags).toFixed(1)} ms`],
      ['lag, p99', `${percentile(lags, 0.99).toFixed(1)} ms`],
    ],
  );
} finally {
  agent.destroy();
  await deployment.close();
}
