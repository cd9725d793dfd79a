import type { BrowserContext } from 'playwright-core';
import { PATIENCE_MS } from './browser.ts';
import { waitUntil } from './wait-until.ts';

export interface PageLoad {
  /** Addresses that were asked for, in order. */
  requests: readonly string[];
  /** On the wire, with headers. */
  bytes: number;
  scriptBytes: number;
  /** Since the navigation began. */
  firstPaintMs: number;
  largestPaintMs: number;
  /** The end of the last task of more than 50 ms, or the first paint. */
  interactiveMs: number;
  /** What tasks took beyond 50 ms between the two. */
  blockingMs: number;
  /** Cumulative layout shift: 0 where nothing moves by itself. */
  layoutShift: number;
}

export interface Conditions {
  /** How many times slower the processor is. */
  cpuSlowdown: number;
  latencyMs: number;
  bytesPerSecond: number;
}

/** A slow phone on a slow network, as Lighthouse has it. */
export const SLOW_PHONE: Conditions = { cpuSlowdown: 4, latencyMs: 562.5, bytesPerSecond: 184_320 };

const OBSERVE = `
  globalThis.seen = { shift: 0, largest: 0, tasks: [] };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  observe('largest-contentful-paint', (entry) => { seen.largest = entry.startTime; });
  observe('longtask', (entry) => seen.tasks.push([entry.startTime, entry.duration]));
`;
/** So long nothing was asked for and no long task ran. */
const QUIET = `
  performance.now() - Math.max(
    ...performance.getEntriesByType('resource').map((entry) => entry.responseEnd),
    ...seen.tasks.map(([start, duration]) => start + duration),
  ) > 1000 && document.querySelector('.drop button:not([disabled])') !== null
`;
const RESULT = `({
  ...seen,
  first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
})`;

/** Opens an address in a new tab, with an empty cache, and waits until it is quiet. */
export async function loadPage(
  context: BrowserContext,
  url: string,
  conditions?: Conditions,
): Promise<PageLoad> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  if (conditions !== undefined) {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: conditions.cpuSlowdown });
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: conditions.latencyMs,
      downloadThroughput: conditions.bytesPerSecond,
      uploadThroughput: conditions.bytesPerSecond,
    });
  }
  const asked = new Map<string, { url: string; isScript: boolean; bytes: number }>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request, type }) =>
    asked.set(requestId, { url: request.url, isScript: type === 'Script', bytes: 0 }),
  );
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = asked.get(requestId);
    if (request !== undefined) request.bytes = encodedDataLength;
  });
  await page.addInitScript(OBSERVE);
  await page.goto(url);
  await waitUntil('it is quiet', () => page.evaluate<boolean>(QUIET), 2 * PATIENCE_MS);
  const { shift, largest, tasks, first } = await page.evaluate<Seen>(RESULT);
  await page.close();
  const requests = [...asked.values()];
  const late = tasks.filter(([start, duration]) => start + duration > first);
  return {
    requests: requests.map((request) => request.url),
    bytes: sum(requests.map(({ bytes }) => bytes)),
    scriptBytes: sum(requests.map(({ bytes, isScript }) => (isScript ? bytes : 0))),
    firstPaintMs: first,
    largestPaintMs: largest,
    interactiveMs: Math.max(first, ...late.map(([start, duration]) => start + duration)),
    blockingMs: sum(late.map(([, duration]) => duration - 50)),
    layoutShift: shift,
  };
}

interface Seen {
  shift: number;
  largest: number;
  first: number;
  tasks: [startMs: number, durationMs: number][];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
