import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import type { Test } from 'tap';

export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** As root Chromium has no sandbox; nothing is asked of the network beside the page. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Long, because a busy machine draws slowly. */
export const PATIENCE_MS = 60_000;

/**
 * Options for a test that needs a browser: it is skipped, visibly, where there is none, and fails there where
 * REQUIRE_CHROMIUM=1 says that there must be one.
 */
export const inBrowser: { skip?: string } =
  existsSync(CHROMIUM) || process.env.REQUIRE_CHROMIUM === '1'
    ? {}
    : { skip: `no Chromium at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH` };

/** A Chromium of the test, with an empty profile; closed when the test ends. */
export async function launchBrowser(t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_FLAGS],
    timeout: PATIENCE_MS,
  });
  t.teardown(() => browser.close());
  return browser;
}

export interface OpenPage {
  page: Page;
  context: BrowserContext;
  /** What went wrong inside: uncaught errors, errors in the console, and what the Content-Security-Policy refused. */
  complaints: string[];
}

/** A tab with a storage of its own at an address, ready to take files. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('.drop button:not([disabled])').first().waitFor();
  return { page, context, complaints };
}

export interface DroppedFile {
  name: string;
  content: Uint8Array;
}

/** Of the browser: the tests have no types of its own. */
declare const DataTransfer: new () => { items: { add(file: unknown): void } };

/** Drops files on the page, as a hand does that drags them from another program. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const sent = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, sent);
  for (const type of ['dragenter', 'dragover', 'drop'] as const)
    await page.locator('.drop').dispatchEvent(type, { dataTransfer: transfer });
  await transfer.dispose();
}

/** The card of a conversion, by the name of its file; the newest where there are several. */
export const cardOf = (page: Page, fileName: string) =>
  page.locator('.card', { has: page.getByRole('heading', { name: fileName, exact: true }) }).first();

const SCREENSHOTS = '.tap/screenshots';

/** Keeps a picture for people to look at: of the whole page, or of the window where a dialog fills it. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const fullPage = (await page.locator('dialog[open]').count()) === 0;
  const path = join(SCREENSHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage, animations: 'disabled' }); // or colours would be between light and dark
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong with the page as it is now: rule, and the elements that break it. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: Axe }).axe.run();
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}
