// What a first visit of the page costs: a desktop, and a slow phone on a slow network as Lighthouse has it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_FLAGS } from '../test/support/browser.ts';
import { loadPage, type PageLoad, SLOW_PHONE } from '../test/support/page-load.ts';
import { startServer } from './support/server.ts';
import { median, printTable } from './support/table.ts';

const ROUNDS = 5;
const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
const server = await startServer(new URL('support/converto-server.ts', import.meta.url), {
  STORAGE_DIR: folder,
});
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_FLAGS] });

async function loads(viewport: { width: number; height: number }, conditions?: typeof SLOW_PHONE) {
  const all: PageLoad[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport });
    all.push(await loadPage(context, server.address, conditions));
    await context.close();
  }
  return (of: (load: PageLoad) => number) => median(all.map(of));
}

try {
  const desktop = await loads({ width: 1280, height: 900 });
  const phone = await loads({ width: 360, height: 740 }, SLOW_PHONE);
  const row = (name: string, of: (load: PageLoad) => number, digits = 0) => [
    name,
    desktop(of).toFixed(digits),
    phone(of).toFixed(digits),
  ];
  printTable(
    [`first visit (median of ${ROUNDS})`, 'desktop', 'processor 4 × slower, slow 4G'],
    [
      row('requests', ({ requests }) => requests.length),
      row('kB on the wire', ({ bytes }) => bytes / 1000, 1),
      row('kB of script', ({ scriptBytes }) => scriptBytes / 1000, 1),
      row('first contentful paint, ms', ({ firstPaintMs }) => firstPaintMs),
      row('largest contentful paint, ms', ({ largestPaintMs }) => largestPaintMs),
      row('interactive, ms', ({ interactiveMs }) => interactiveMs),
      row('blocked, ms', ({ blockingMs }) => blockingMs),
      row('layout shift', ({ layoutShift }) => layoutShift, 3),
    ],
  );
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true });
}
