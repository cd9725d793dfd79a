import { readFileSync } from 'node:fs';
import t from 'tap';
import { cardOf, dropFiles, inBrowser, launchBrowser, openPage, PATIENCE_MS } from '../support/browser.ts';
import { runConverto } from '../support/running-converto.ts';

t.test('a file is dropped, converted and downloaded', inBrowser, async (t) => {
  const { api } = await runConverto(t);
  const browser = await launchBrowser(t);
  const { page, complaints } = await openPage(browser, api.address);

  const bracket = { name: 'bracket.step', content: readFileSync('examples/bracket.step') };
  await dropFiles(page, [bracket, { name: 'notes.docx', content: Buffer.from('text') }]);
  await page.getByText('notes.docx: .docx is not read here.').waitFor();
  await page.getByRole('button', { name: 'Convert 1 file' }).click();

  const card = cardOf(page, 'bracket.step');
  const link = card.getByRole('link', { name: 'Download bracket.glb' });
  await link.waitFor();
  t.match(await card.textContent(), /Completed/);
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: PATIENCE_MS }),
    link.click(),
  ]);
  t.equal(download.suggestedFilename(), 'bracket.glb');
  t.equal(readFileSync((await download.path())!).toString('latin1', 0, 4), 'glTF');

  await page.reload();
  await cardOf(page, 'bracket.step').getByRole('link', { name: 'Download bracket.glb' }).waitFor();
  await cardOf(page, 'bracket.step').getByRole('button', { name: 'Delete bracket.step' }).click();
  await page.getByText('Nothing yet.').waitFor();
  t.match(await (await fetch(`${api.address}/api/v1/conversions`)).json(), { total: 0 });
  t.strictSame(complaints, []);
});
