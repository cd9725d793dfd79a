// The 3D view in a real browser, on the built page, with previews that the worker made.
import type { Browser, Locator, Page } from 'playwright-core';
import t from 'tap';
import {
  cardOf,
  dropFiles,
  inBrowser,
  launchBrowser,
  openPage,
  photograph,
  violations,
} from '../support/browser.ts';
import { CUBE_FACES } from '../support/cube.ts';
import { runConverto } from '../support/running-converto.ts';
import { differingPixels, drawnPixels, settledPicture } from './viewer/pictures.ts';

/** Pixels that change at least where a model turns, or a part goes. */
const SOME = 500;
const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 } };

t.test('the 3D view', inBrowser, async (t) => {
  const { api } = await runConverto(t);
  const browser = await launchBrowser(t);

  await t.test('shows both models, and does what mouse and keys say', async (t) => {
    const { page, complaints } = await openBoxes(browser, api!.address, WIDE);
    await page.evaluate(COUNT_FRAMES);
    await openViewer(page);
    const [original, result] = [pane(page, 'original'), pane(page, 'converted')];
    const bothChange = async (what: string, act: () => Promise<void>) => {
      const before = [await settledPicture(original), await settledPicture(result)] as const;
      await act();
      const after = [await settledPicture(original), await settledPicture(result)] as const;
      t.ok(differingPixels(before[0], after[0]) > SOME, `${what}: the original changes`);
      t.ok(differingPixels(before[1], after[1]) > SOME, `${what}: the result changes`);
    };

    t.match(await original.textContent(), /Original boxes\.obj.*W × D × H: 3 × 1 × 1.*24 triangles/);
    t.match(await result.textContent(), /Result boxes\.glb.*W × D × H: 3 × 1 × 1 mm/);
    t.equal(await page.evaluate('document.activeElement.localName'), 'dialog', 'no button looks chosen');
    t.strictSame(await page.locator('.viewer-parts li').allTextContents(), ['left', 'right']);
    t.ok(drawnPixels(await settledPicture(original)) > SOME, 'the original stands out from the background');
    t.ok(drawnPixels(await settledPicture(result)) > SOME, 'and so does the result');
    t.strictSame(await violations(page), []);
    await photograph(page, 'viewer-wide');

    await page.keyboard.press('e');
    t.equal(await page.getByRole('button', { name: 'Edges' }).getAttribute('aria-pressed'), 'false');
    await bothChange('a key', () => page.keyboard.press('ArrowLeft'));
    await bothChange('a drag', () => drag(page, original));
    await bothChange('wireframe', () => page.keyboard.press('w'));
    await bothChange('shaded again', () => page.keyboard.press('w'));
    await bothChange('a view', () => page.keyboard.press('7'));
    await bothChange('section', () => page.keyboard.press('s'));
    await bothChange('another position', () => page.getByRole('slider').fill('40'));
    t.strictSame(await violations(page), []);
    await page.getByRole('button', { name: 'Section' }).click();
    await bothChange('a part that is hidden', () =>
      page.getByRole('checkbox', { name: 'Show left' }).uncheck(),
    );
    await page.getByText('left: hidden').waitFor({ state: 'attached' });
    await bothChange('all parts', () => page.getByRole('button', { name: 'Show all' }).click());
    await bothChange('highlight', () => page.getByRole('button', { name: 'right', exact: true }).click());

    const before = [await settledPicture(original), await settledPicture(result)] as const;
    await page.keyboard.press('l');
    await page.keyboard.press('ArrowLeft');
    const turned = differingPixels(before[0], await settledPicture(original));
    t.ok(turned > SOME, 'the camera that was last used turns');
    t.equal(differingPixels(before[1], await settledPicture(result)), 0, 'the other is not linked any more');

    const asked = await page.evaluate('framesAsked');
    t.equal(await page.evaluate('framesAskedAfterSome()'), asked, 'nothing is drawn where nothing changes');

    const canvas = (await page.locator('.viewer canvas').elementHandle())!;
    await page.keyboard.press('?');
    await page.getByText('Drag to turn').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Drag to turn').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    t.equal(await page.locator('canvas').count(), 0);
    const isLost = (each: unknown) => (each as Canvas).getContext('webgl2').isContextLost();
    t.equal(await canvas.evaluate(isLost), true, 'the graphics card holds nothing');
    t.equal(
      await page.evaluate('document.activeElement.ariaLabel'),
      'View in 3D: boxes.obj',
      'the focus is back',
    );
    t.strictSame(complaints, []);
  });

  await t.test('on a phone shows one of the two', async (t) => {
    const { page } = await openBoxes(browser, api!.address, { ...PHONE, colorScheme: 'dark' });
    await openViewer(page);
    const [original, result] = [pane(page, 'original'), pane(page, 'converted')];
    t.ok(drawnPixels(await settledPicture(result)) > SOME, 'the result is shown');
    t.equal(await original.isVisible(), false);
    t.strictSame(await violations(page), []);
    await photograph(page, 'viewer-phone');
    await page.getByRole('button', { name: 'Original' }).first().click();
    t.ok(drawnPixels(await settledPicture(original)) > SOME, 'the original is shown');
    t.equal(await result.isVisible(), false);
  });

  await t.test('says which model it cannot show, and shows the other', async (t) => {
    const { page } = await openBoxes(browser, api!.address, WIDE);
    await page.route('**/*type=original_preview*', (route) => route.fulfill({ body: 'no model' }));
    await openViewer(page);
    await pane(page, 'original').getByText('The preview of boxes.obj cannot be read').waitFor();
    t.ok(drawnPixels(await settledPicture(pane(page, 'converted'))) > SOME, 'the result is shown');

    await page.getByRole('button', { name: 'Close' }).click();
    await page.route('**/*type=*preview*', (route) => route.fulfill({ status: 410 }));
    await page.getByRole('button', { name: 'View in 3D: boxes.obj' }).click();
    await page.getByRole('alert').getByText('cannot be loaded for viewing').waitFor();
    t.strictSame(await violations(page), []);
  });

  await t.test('says that there is no WebGL', async (t) => {
    const { page } = await openBoxes(browser, api!.address, WIDE);
    await page.evaluate('HTMLCanvasElement.prototype.getContext = () => null');
    await page.getByRole('button', { name: 'View in 3D: boxes.obj' }).click();
    await page.getByRole('alert').getByText('This browser shows no 3D').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    t.equal(await page.locator('canvas').count(), 0);
  });
});

/** Of the browser: the tests have no types of its own. */
interface Canvas {
  getContext(kind: 'webgl2'): { isContextLost(): boolean };
}

/** Counts how often the page asks for a frame. */
const COUNT_FRAMES = `{
  const ask = requestAnimationFrame;
  globalThis.framesAsked = 0;
  globalThis.requestAnimationFrame = (run) => {
    framesAsked += 1;
    return ask(run);
  };
  globalThis.framesAskedAfterSome = async () => {
    for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => ask(resolve));
    return framesAsked;
  };
}`;

async function openBoxes(browser: Browser, address: string, options: Parameters<typeof openPage>[2]) {
  const opened = await openPage(browser, address, options);
  const { page } = opened;
  await dropFiles(page, [
    { name: 'boxes.obj', content: Buffer.from(box('left', 0, 0) + box('right', 2, 8)) },
  ]);
  await page.locator('.drafts__foot .button--main').click();
  await cardOf(page, 'boxes.obj').getByRole('button', { name: 'View in 3D: boxes.obj' }).waitFor();
  return opened;
}

async function openViewer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'View in 3D: boxes.obj' }).click();
  await page.getByText('Shown: ').waitFor({ state: 'attached' });
}

const pane = (page: Page, side: string): Locator => page.locator(`.viewer-pane[data-side=${side}]`);

async function drag(page: Page, element: Locator): Promise<void> {
  const { x, y, width, height } = (await element.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 30, { steps: 4 });
  await page.mouse.up();
}

/** A box of edge 1 as a part of an OBJ file. */
function box(name: string, left: number, verticesBefore: number): string {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [left + (bits & 1), (bits >> 1) & 1, bits >> 2]);
  const vertices = corners.map((corner) => `v ${corner.join(' ')}\n`);
  const faces = CUBE_FACES.map(
    (face) => `f ${face.map((corner) => corner + 1 + verticesBefore).join(' ')}\n`,
  );
  return `o ${name}\n${vertices.join('')}${faces.join('')}`;
}
