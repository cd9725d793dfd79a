// Uploads one file as a multipart form and ends. Arguments: address, file, multipart | raw, target format.
import { createReadStream, statSync } from 'node:fs';
import { request } from 'node:http';
import { basename } from 'node:path';

const [, , address, file, kind, target] = process.argv as unknown as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const boundary = 'bench-boundary';
const before =
  `--${boundary}\r\nContent-Disposition: form-data; name="target_format"\r\n\r\n${target}\r\n` +
  `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${basename(file)}"\r\n\r\n`;
const after = `\r\n--${boundary}--\r\n`;
const multipart = kind === 'multipart';
const size = statSync(file).size + (multipart ? before.length + after.length : 0);

const sent = request(
  multipart ? `${address}/api/v1/conversions` : address,
  {
    method: 'POST',
    headers: {
      'content-length': size,
      'content-type': multipart ? `multipart/form-data; boundary=${boundary}` : 'model/stl',
    },
  },
  (response) => {
    response.resume().on('end', () => process.exit(response.statusCode! < 300 ? 0 : 1));
  },
);
if (multipart) sent.write(before);
const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
source.pipe(sent, { end: false });
source.on('end', () => sent.end(multipart ? after : undefined));
