import t from 'tap';
import { killed, killMidUpload, recovers, start, upload } from './crashing-server.ts';

t.setTimeout(600_000);

for (const [point, expected] of [
  ['between file and record', 0],
  ['between record and announcement', 1],
  ['after the claim', 1],
  ['mid-conversion', 1],
  ['between result and record', 1],
  ['after the result is recorded', 1],
] as const) {
  t.test(`killed ${point}`, async (t) => {
    const folder = t.testdir({});
    const server = await start(folder, point);
    const answer = await upload(server);
    t.equal(await killed(server), 'SIGKILL', 'it really died there');
    await recovers(t, folder, [answer?.id], expected);
  });
}

t.test('killed mid-upload', async (t) => {
  const folder = t.testdir({});
  await killMidUpload(folder);
  await recovers(t, folder, [], 0);
});
