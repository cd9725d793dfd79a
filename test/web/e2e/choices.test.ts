// What a person chooses on the page: files that are taken or refused, options, and all of it without a mouse.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { list } from '../../e2e/served-process.ts';
import { cardOf, dropFiles, inBrowser, launchBrowser, openPage } from '../../support/browser.ts';
import { lookAt } from './looks.ts';
import { servePage } from './serve-page.ts';
import { convert, convertButton, cube, downloaded, downloadLink, isCompleted } from './steps.ts';

const BRACKET = 'examples/bracket.step';

t.test('choices', inBrowser, async (t) => {
  const { served } = await servePage(t);
  const browser = await launchBrowser(t);
  const open = async (t: Test, options: Parameters<typeof openPage>[2] = {}) => {
    const opened = await openPage(browser, served.address, options);
    t.teardown(() => opened.context.close());
    return opened;
  };

  await t.test('what is not supported is said at once, and not sent', async (t) => {
    const { page } = await open(t);
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent += 1;
    });
    await dropFiles(page, [
      { name: 'drawing.dwg', content: Buffer.from('AC1032') },
      { name: 'README', content: Buffer.from('text') },
      { name: 'nothing.stl', content: Buffer.alloc(0) },
    ]);
    await page.getByText('3 files were left out').first().waitFor();
    const notice = page.locator('.notice');
    t.match(await notice.textContent(), /drawing\.dwg: \.dwg is not read here/);
    t.match(await notice.textContent(), /README: without an extension/);
    t.match(await notice.textContent(), /nothing\.stl: the file is empty/);
    t.match(await notice.textContent(), /Supported are .*\.step.*\.3mf/);
    t.equal(await convertButton(page).count(), 0);
    await lookAt(t, page, 'refused-files');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
    t.equal(sent, 0);
  });

  await t.test('of a damaged file it says what to do', async (t) => {
    const { page } = await open(t);
    const whole = readFileSync(BRACKET);
    await convert(
      page,
      { name: 'half.step', content: whole.subarray(0, whole.length / 2) },
      { name: 'renamed.glb', content: Buffer.from('solid cube\nendsolid cube\n') },
    );
    await cardOf(page, 'half.step').getByText('Failed', { exact: true }).waitFor();
    t.match(await cardOf(page, 'half.step').textContent(), /its end is missing\. Export or upload it again/);
    await cardOf(page, 'renamed.glb').getByText('Not uploaded').waitFor();
    t.match(
      await cardOf(page, 'renamed.glb').textContent(),
      /looks like ASCII STL\. Rename the file or export it again/,
    );
    t.equal(await page.getByRole('button', { name: 'Try again: half.step' }).isEnabled(), true);
    await lookAt(t, page, 'failed');
  });

  await t.test('options reach the server, and wait for the next file', async (t) => {
    const { page } = await open(t);
    const bracket = { name: 'bracket.step', content: readFileSync(BRACKET) };
    await dropFiles(page, [bracket]);
    await page.getByRole('button', { name: /^Options/ }).click();
    await page.getByLabel('Quality').selectOption('fine');
    await page.getByText('More options').click();
    const scale = page.getByLabel('Scale', { exact: true });
    await scale.fill('-1');
    await page.getByText('More than 0.').waitFor();
    t.equal(await convertButton(page).isDisabled(), true, 'what is not valid cannot be started');
    await lookAt(t, page, 'options-mistaken');
    await scale.fill('2.5');
    await lookAt(t, page, 'options');
    await convertButton(page).click();
    await isCompleted(page, 'bracket.step');
    const [conversion] = (await list(served)) as unknown as { options: object }[];
    t.match(conversion!.options, { quality: 'fine', scale: 2.5 });
    await dropFiles(page, [bracket]);
    await page.getByText('2 changed').waitFor();
    await page.getByRole('button', { name: /^Options/ }).click();
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    await page.getByText('2 changed').waitFor({ state: 'detached' });
  });

  await t.test('without a mouse', async (t) => {
    const { page } = await open(t);
    const { keyboard } = page;
    const chooser = page.waitForEvent('filechooser');
    await tabTo(page, 'Skip to the conversions');
    await tabTo(page, 'Choose files');
    await keyboard.press('Enter');
    await (await chooser).setFiles([
      { name: 'keys.stl', mimeType: '', buffer: Buffer.from(cube('').content) },
    ]);
    await convertButton(page).waitFor();
    await tabTo(page, 'Target format of keys.stl');
    await keyboard.type('OBJ');
    await tabTo(page, 'Convert 1 file');
    await keyboard.press('Enter');
    await isCompleted(page, 'keys.stl');
    t.equal(await page.evaluate('document.activeElement.id'), 'conversions');
    await tabTo(page, 'Download keys.obj');
    await lookAt(t, page, 'focused');
    const download = await downloaded(page, () => keyboard.press('Enter'));
    t.match(readFileSync(await download.path(), 'latin1'), /^v /m);
    await tabTo(page, 'View in 3D: keys.stl');
    await keyboard.press('Enter');
    await page.getByText('Shown: ').waitFor({ state: 'attached' });
    await keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await tabTo(page, 'Delete keys.stl');
    await keyboard.press('Enter');
    await downloadLink(page, 'keys.stl').waitFor({ state: 'detached' });
    t.equal(await page.evaluate('document.activeElement.id'), 'conversions');
  });
});

const FOCUSED = `(() => {
  const element = document.activeElement;
  return element.ariaLabel ?? (element.labels?.[0]?.firstElementChild ?? element).textContent;
})()`;
const MOST_STOPS = 60;

/** Presses the Tab key until the focus is on the element of a name, and checks that the focus can be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(FOCUSED)) !== name) continue;
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    if (outline === 'none') throw new Error(`the focus on "${name}" cannot be seen`);
    return;
  }
  throw new Error(`the Tab key does not reach "${name}"`);
}
