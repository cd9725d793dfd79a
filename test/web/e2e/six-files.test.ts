// Six models are dropped at once on the page of the built program, and come out as one archive.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { list } from '../../e2e/served-process.ts';
import { cardOf, dropFiles, inBrowser, launchBrowser, openPage } from '../../support/browser.ts';
import { unzip } from '../../support/unzip.ts';
import { drawnPixels, settledPicture } from '../viewer/pictures.ts';
import { neverGoBack, recordBars } from './bars.ts';
import { lookAt } from './looks.ts';
import { servePage } from './serve-page.ts';
import { sixModels } from './six-models.ts';
import { convertButton, downloaded, isCompleted, uploadThrottle } from './steps.ts';

/** More than the lines of a grid would be. */
const A_MODEL = 1500;

t.test('six files at once', inBrowser, async (t) => {
  const { served } = await servePage(t);
  const browser = await launchBrowser(t);
  const { page, complaints } = await openPage(browser, served.address);
  const models = sixModels();
  const names = models.map(({ name }) => name);
  const [step, , , glb, ply] = names as [string, string, string, string, string];
  await lookAt(t, page, 'nothing-yet');

  await dropFiles(page, models);
  await page.getByLabel(`Target format of ${glb}`).selectOption('stl');
  await page.getByLabel(`Target format of ${ply}`).selectOption('obj');
  await lookAt(t, page, 'six-drafts');

  const throttle = await uploadThrottle(page);
  const biggest = Math.max(...models.map(({ content }) => content.length));
  await throttle(biggest / 2);
  const barsSeen = await recordBars(page);
  await convertButton(page).click();
  await lookAt(t, page, 'six-under-way');
  await throttle(-1);
  for (const name of names) await isCompleted(page, name);

  const bars = await barsSeen();
  neverGoBack(t, bars);
  const most = (kind: string) =>
    Math.max(...names.map((name) => new Set(bars[`${kind} of ${name}`] ?? []).size));
  t.ok(most('Upload') >= 3, 'an upload bar moves');
  t.ok(most('Conversion') >= 3, 'a conversion bar moves');
  await cardOf(page, step).locator('summary').click();
  await lookAt(t, page, 'six-completed');

  for (const name of [step, ply]) {
    await t.test(`${name} in 3D`, async (t) => {
      await page.getByRole('button', { name: `View in 3D: ${name}` }).click();
      await page.getByText('Shown: ').waitFor({ state: 'attached' });
      for (const side of ['original', 'converted']) {
        const canvas = page.locator(`.viewer-pane[data-side=${side}]`);
        t.ok(
          drawnPixels(await settledPicture(canvas)) > A_MODEL,
          `the ${side} stands out from the background`,
        );
      }
      await lookAt(t, page, `3d-${name.split('.').pop()}`);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    });
  }

  await t.test('all results as one archive, for other programs', async (t) => {
    const download = await downloaded(page, () =>
      page.getByRole('link', { name: 'Download all 6 as ZIP' }).click(),
    );
    t.match(download.suggestedFilename(), /^converto-.*\.zip$/);
    const path = await download.path();
    const sums = new Map((await list(served)).map(({ output }) => [output!.file_name, output!.sha256]));
    t.equal(sums.size, 6);
    const files = await unzip(readFileSync(path));
    const inside = new Map([...files].map(([name, bytes]) => [name, sha256(bytes)]));
    t.strictSame(inside, sums, 'for the library of ours');
    const python = spawnSync('python3', ['-c', READ_ZIP, path], { encoding: 'utf8' });
    const skip = python.error !== undefined && 'needs python3';
    await t.test('for Python', { skip }, async (t) => {
      t.equal(python.status, 0, python.stderr);
      t.strictSame(new Map(Object.entries(JSON.parse(python.stdout) as Record<string, string>)), sums);
    });
  });

  await t.test('deleted from the list and the server', async (t) => {
    await page.getByRole('button', { name: `Delete ${step}` }).click();
    await cardOf(page, step).waitFor({ state: 'detached' });
    t.equal((await list(served)).length, 5);
    t.equal(
      await page.evaluate('document.activeElement.id'),
      'conversions',
      'the keyboard goes on in the list',
    );
  });
  t.strictSame(complaints, []);
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const READ_ZIP = `
import hashlib, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps({name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}))
`;
