// What a first visit costs, and that nothing moves by itself.
import t from 'tap';
import { inBrowser, launchBrowser, openPage } from '../../support/browser.ts';
import { loadPage } from '../../support/page-load.ts';
import { servePage } from './serve-page.ts';
import { convert, cube, isCompleted } from './steps.ts';

const MOST_SCRIPT = 90_000;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

t.test('the first load', inBrowser, async (t) => {
  const { served } = await servePage(t);
  const browser = await launchBrowser(t);
  for (const viewport of [DESKTOP, PHONE])
    await t.test(`${viewport.width} px wide`, async (t) => {
      const context = await browser.newContext({ viewport, locale: 'en-GB' });
      const { layoutShift, requests, scriptBytes } = await loadPage(context, served.address);
      t.equal(layoutShift, 0);
      t.ok(scriptBytes > 0 && scriptBytes <= MOST_SCRIPT, `${scriptBytes} bytes of script`);
      t.strictSame(
        requests.filter((url) => !url.startsWith(`${served.address}/`)),
        [],
        'everything comes from converto itself',
      );
      t.notOk(
        requests.some((url) => url.includes('viewer')),
        'the 3D view waits until it is wanted',
      );
      await context.close();
    });

  await t.test('with conversions of an earlier visit', async (t) => {
    const { page, context } = await openPage(browser, served.address, { viewport: DESKTOP });
    await convert(page, cube('one.stl'), cube('two.stl'));
    for (const name of ['one.stl', 'two.stl']) await isCompleted(page, name);
    const { layoutShift } = await loadPage(context, served.address);
    t.equal(layoutShift, 0);
  });
});
