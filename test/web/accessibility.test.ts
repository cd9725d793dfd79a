import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import {
  cardOf,
  dropFiles,
  inBrowser,
  launchBrowser,
  openPage,
  photograph,
  violations,
} from '../support/browser.ts';
import { runConverto } from '../support/running-converto.ts';

const BRACKET = { name: 'bracket.step', content: readFileSync('examples/bracket.step') };
const BROKEN = {
  name: 'a damaged file with a name that is rather long.step',
  content: Buffer.from('ISO-10303-21;\n#1='),
};
const DOCUMENT = { name: 'notes.docx', content: Buffer.from('text') };
const BIG = { name: 'big.stl', content: Buffer.alloc(2_000_000, 'solid x ') };

const LOOKS = [
  { name: 'wide-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'en-GB' },
  { name: 'wide-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark', locale: 'de-AT' },
  { name: 'phone-light', viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'zh-CN' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en-GB' },
] as const;

t.test('axe finds nothing in any state of the page', inBrowser, async (t) => {
  const { api } = await runConverto(t);
  const browser = await launchBrowser(t);
  for (const { name: look, ...options } of LOOKS)
    await t.test(look, async (t) => {
      const { page, context } = await openPage(browser, api.address, options);
      const check = (state: string) => checkState(t, page, `${look}-${state}`);
      await check('1-empty');

      await dropFiles(page, [BRACKET, BROKEN, DOCUMENT]);
      const button = page.locator('.draft button[aria-expanded]').first();
      await button.click();
      await page.locator('.options__more summary').click();
      await page.locator('.options input[inputmode="decimal"]').first().fill('much');
      await page.locator('.mistake').first().waitFor();
      await check('2-options');
      await page.locator('.options input[inputmode="decimal"]').first().fill('0.5');

      await page.locator('.drafts__foot .button--main').click();
      await cardOf(page, BRACKET.name).locator('a[download]').waitFor();
      await page.locator('.card--failed').waitFor();
      await cardOf(page, BRACKET.name).locator('summary').click();
      await check('3-ended');

      const devtools = await context.newCDPSession(page);
      const network = { latency: 0, downloadThroughput: -1, offline: false };
      await devtools.send('Network.emulateNetworkConditions', { ...network, uploadThroughput: 20_000 });
      await dropFiles(page, [BIG]);
      await page.locator('.drafts__foot .button--main').click();
      await cardOf(page, BIG.name).locator('[role=progressbar][aria-valuenow]').waitFor();
      await cardOf(page, BIG.name).locator('.status__details', { hasText: /·.*·/ }).waitFor();
      await check('4-uploading');

      await context.setOffline(true);
      await page.locator('.banner').waitFor();
      await check('5-offline');

      await context.setOffline(false);
      await cardOf(page, BIG.name).locator('.actions button').first().click();
      await cardOf(page, BIG.name).waitFor({ state: 'detached' });
      await context.close();
    });
});

async function checkState(t: Test, page: Page, name: string): Promise<void> {
  t.strictSame(await violations(page), [], name);
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  t.ok(Number(tooWide) <= 0, `${name}: nothing sticks out`);
  await photograph(page, name);
}
