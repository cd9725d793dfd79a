/** What a person does on the page, in English. */
import type { Download, Locator, Page } from 'playwright-core';
import { cardOf, type DroppedFile, dropFiles, PATIENCE_MS } from '../../support/browser.ts';
import { cubeStl } from '../../support/cube.ts';

export const cube = (name: string): DroppedFile => ({ name, content: cubeStl(20) });

export const convertButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^Convert \d+ files?$/ });

/** Drops files and starts them, with the targets that the page proposes. */
export async function convert(page: Page, ...files: DroppedFile[]): Promise<void> {
  await dropFiles(page, files);
  await convertButton(page).click();
}

export const downloadLink = (page: Page, fileName: string): Locator =>
  cardOf(page, fileName).getByRole('link', { name: /^Download / });

/** Once it is completed. */
export const isCompleted = (page: Page, fileName: string): Promise<void> =>
  downloadLink(page, fileName).waitFor();

export async function downloaded(page: Page, act: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE_MS }), act()]);
  return download;
}

/** @returns what limits uploads to so many bytes a second; -1 lifts the limit */
export async function uploadThrottle(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  return (uploadThroughput: number) =>
    devtools.send('Network.emulateNetworkConditions', {
      latency: 0,
      downloadThroughput: -1,
      offline: false,
      uploadThroughput,
    });
}
