// What the page makes of everything that comes between a person and a result, on the built program.
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { get, list, type Served, stopEngines } from '../../e2e/served-process.ts';
import { startAnswerDroppingProxy } from '../../support/answer-dropping-proxy.ts';
import { cardOf, inBrowser, launchBrowser, openPage, PATIENCE_MS } from '../../support/browser.ts';
import { openTcpGate } from '../../support/tcp-gate.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { lookAt } from './looks.ts';
import { servePage } from './serve-page.ts';
import { convert, cube, isCompleted, uploadThrottle } from './steps.ts';

t.test('interruptions', inBrowser, async (t) => {
  const { served, again } = await servePage(t);
  const browser = await launchBrowser(t);
  const open = async (t: Test, address = served.address) => {
    const opened = await openPage(browser, address);
    t.teardown(() => opened.context.close());
    return opened;
  };

  await t.test('the page is loaded anew in the middle', async (t) => {
    const { page } = await open(t);
    const { goOn } = await hold(t, page, served, 'reloaded.stl');
    await page.reload();
    await bar(page, 'reloaded.stl').waitFor();
    goOn();
    await isCompleted(page, 'reloaded.stl');
  });

  await t.test('cancelled, and tried again', async (t) => {
    const { page } = await open(t);
    await hold(t, page, served, 'cancelled.stl');
    await lookAt(t, page, 'converting');
    await page.getByRole('button', { name: 'Cancel cancelled.stl' }).click();
    await cardOf(page, 'cancelled.stl').getByText('Cancelled', { exact: true }).waitFor();
    await lookAt(t, page, 'cancelled');
    await page.getByRole('button', { name: 'Try again: cancelled.stl' }).click();
    await isCompleted(page, 'cancelled.stl');
    t.equal(await page.locator('.card').count(), 2, 'it took the place of the one that was cancelled');
  });

  await t.test('offline and back', async (t) => {
    const network = await openTcpGate(t, { host: '127.0.0.1', port: served.port });
    const { page, context } = await open(t, `http://127.0.0.1:${network.port}`);
    const { goOn, id } = await hold(t, page, served, 'offline.stl');
    await context.setOffline(true);
    await network.shut(); // Chromium keeps streams that are open
    await page.getByText('You are offline.').waitFor();
    await lookAt(t, page, 'offline');
    goOn();
    await waitUntil(
      'it is completed',
      async () => (await get(served, id)).status === 'completed',
      PATIENCE_MS,
    );
    t.equal(await bar(page, 'offline.stl').count(), 1, 'the page does not know yet');
    await network.open();
    await context.setOffline(false);
    await isCompleted(page, 'offline.stl');
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
  });

  await t.test('leaving during an upload warns, afterwards it does not', async (t) => {
    const { page } = await open(t);
    const throttle = await uploadThrottle(page);
    await throttle(20_000);
    const content = Buffer.concat([cube('').content, Buffer.alloc(2_000_000)]);
    const warnings: string[] = [];
    page.on('dialog', (dialog) => {
      warnings.push(dialog.type());
      void dialog.dismiss();
    });
    await convert(page, { name: 'slow.stl', content });
    await cardOf(page, 'slow.stl').getByText('/s').waitFor();
    await lookAt(t, page, 'uploading');
    await page.close({ runBeforeUnload: true });
    await waitUntil('it warns', () => warnings.length > 0, PATIENCE_MS);
    t.strictSame(warnings, ['beforeunload']);
    t.equal(page.isClosed(), false);
    await page.getByRole('button', { name: 'Cancel slow.stl' }).click();
    await cardOf(page, 'slow.stl').waitFor({ state: 'detached' });
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);
    t.equal(warnings.length, 1);
  });

  await t.test('an upload whose answer is lost is converted once', async (t) => {
    const proxy = await startAnswerDroppingProxy(served.port);
    t.teardown(() => proxy.close());
    const { page } = await open(t, `http://127.0.0.1:${proxy.port}`);
    const before = (await list(served)).length;
    proxy.loseAnswers('POST /api/v1/conversions', 1);
    await convert(page, cube('twice.stl'));
    await isCompleted(page, 'twice.stl');
    t.equal(proxy.lost(), 1);
    t.equal((await list(served)).length, before + 1);
  });

  await t.test('the server dies in the middle and comes back', async (t) => {
    const { page } = await open(t);
    await hold(t, page, served, 'restarted.stl');
    served.process.kill('SIGKILL');
    await served.done;
    await page.getByText('The server does not answer.').waitFor();
    await lookAt(t, page, 'server-away');
    await again();
    await isCompleted(page, 'restarted.stl');
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
    const { attempt } = (await list(served))[0]!;
    t.equal(attempt, 2);
    await page.reload();
    await isCompleted(page, 'restarted.stl');
  });
});

const bar = (page: Page, fileName: string) =>
  page.getByRole('progressbar', { name: `Conversion of ${fileName}` });

/** Converts a file, and another that stays in the middle until `goOn`. */
async function hold(t: Test, page: Page, served: Served, fileName: string) {
  await convert(page, cube('before.stl'));
  await isCompleted(page, 'before.stl');
  const { goOn } = stopEngines(t, served);
  const accepted = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await convert(page, cube(fileName));
  const { id } = (await (await accepted).json()) as { id: string };
  await cardOf(page, fileName)
    .getByText('Checking the file')
    .or(cardOf(page, fileName).getByText('Reading'))
    .waitFor();
  return { id, goOn };
}
