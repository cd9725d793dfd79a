// The peer of the upload benchmark: a bare Node server that pipes each request to a file.
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.env.STORAGE_DIR!;
let files = 0;
const server = createServer(async (request, response) => {
  files += 1;
  await pipeline(request, createWriteStream(join(folder, `${files}`)));
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('SIGTERM', () => process.exit(0));
