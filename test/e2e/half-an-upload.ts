import type { Test } from 'tap';
import { FORM_END, partHead, TRIANGLE_STL } from '../support/multipart.ts';
import { rawClient } from '../support/raw-http.ts';
import { CHUNKED, head, TO_OBJ } from '../support/slow-upload.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Served, storedFiles } from './served-process.ts';

const ARRIVES_WITHIN_MS = 30_000;

const BIG_STL = Buffer.from(
  `solid big\n${TRIANGLE_STL.split('\n').slice(1, -2).join('\n').concat('\n').repeat(5000)}endsolid big\n`,
);

/** An upload into the data folder `folder` of which the first half is on the disk: it is past all early refusals. */
export async function halfAnUpload(t: Test, served: Served, folder: string) {
  const client = await rawClient(t, served.port);
  await client.send(head(CHUNKED));
  const half = BIG_STL.length / 2;
  await client.sendChunk(
    Buffer.concat([partHead({ name: 'file', fileName: 'big.stl' }), BIG_STL.subarray(0, half)]),
  );
  const isArriving = async () => (await storedFiles(folder)).some((path) => path.startsWith('/.incoming/'));
  await waitUntil('it is on the disk', isArriving, ARRIVES_WITHIN_MS);
  return {
    client,
    async sendRest() {
      await client.sendChunk(
        Buffer.concat([BIG_STL.subarray(half), Buffer.from('\r\n'), TO_OBJ, FORM_END.subarray(2)]),
      );
      await client.send('0\r\n\r\n');
    },
  };
}
