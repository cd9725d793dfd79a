// The page behind nginx with two API processes, of which the one dies that sends it events.
import t from 'tap';
import { freePort } from '../../../scripts/services/free-port.mjs';
import { cluster, skip } from '../../e2e/distributed-processes.ts';
import { needsNginx, startNginx } from '../../e2e/nginx-proxy.ts';
import { type Served, stopEngines } from '../../e2e/served-process.ts';
import { cardOf, dropFiles, inBrowser, launchBrowser, openPage, PATIENCE_MS } from '../../support/browser.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { neverGoBack, recordBars } from './bars.ts';
import { sixModels } from './six-models.ts';
import { convert, convertButton, cube, downloaded, isCompleted } from './steps.ts';

const HERE = '127.0.0.1';
const BESIDE = '127.0.0.2';

t.test('two APIs', { skip: needsNginx || skip || (inBrowser.skip ?? false) }, async (t) => {
  const port = await freePort();
  const { api, worker } = cluster(t, { PORT: String(port), TRUST_PROXY: 'true' });
  const [one, two, converting] = await Promise.all([api({ HOST: HERE }), api({ HOST: BESIDE }), worker()]);
  const proxy = await startNginx(t, port);
  proxy.names.knows(HERE, BESIDE);
  const { page } = await openPage(await launchBrowser(t), proxy.address);

  await t.test('six files at once', async (t) => {
    const models = sixModels();
    await dropFiles(page, models);
    const barsSeen = await recordBars(page);
    await convertButton(page).click();
    for (const { name } of models) await isCompleted(page, name);
    neverGoBack(t, await barsSeen());
    const download = await downloaded(page, () =>
      page.getByRole('link', { name: 'Download all 6 as ZIP' }).click(),
    );
    t.equal(await download.failure(), null);
  });

  await t.test('the API dies that sends the events', async (t) => {
    await convert(page, cube('before.stl'));
    await isCompleted(page, 'before.stl');
    const { goOn } = stopEngines(t, converting);
    await convert(page, cube('kept.stl'));
    await cardOf(page, 'kept.stl').getByText('Checking the file').waitFor();
    const sending = await sendingEvents([one, two]);
    sending.process.kill('SIGKILL');
    await sending.done;
    const other = sending === one ? two : one;
    await waitUntil('the other sends them', async () => (await openStreams(other)) === 1, PATIENCE_MS);
    goOn();
    await isCompleted(page, 'kept.stl');
    await page.reload();
    await isCompleted(page, 'kept.stl');
  });
});

async function openStreams({ address }: Served): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return Number(/^converto_event_streams_open (\d+)$/m.exec(metrics)?.[1]);
}

async function sendingEvents(apis: readonly Served[]): Promise<Served> {
  let found: Served | undefined;
  await waitUntil('an API sends events', async () => {
    for (const each of apis) if ((await openStreams(each)) > 0) found = each;
    return found !== undefined;
  });
  return found!;
}
