import { Agent, request } from 'node:http';
import { field, file, multipart } from '../../test/support/multipart.ts';

/** A client that costs little beside what it measures: connections are kept, a form is one buffer. */
export interface SmallClient {
  /** Uploads and waits for the end in one request. Rejects where it does not complete. */
  convert(fileName: string, bytes: Uint8Array, target: string): Promise<{ id: string }>;
  /** Converts, and downloads the result. */
  fetchConverted(fileName: string, bytes: Uint8Array, target: string): Promise<Buffer>;
  close(): void;
}

export function createSmallClient(address: string): SmallClient {
  const agent = new Agent({ keepAlive: true });

  const ask = (method: string, path: string, headers: object, body?: Uint8Array): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const asked = request(new URL(path, address), { agent, method, headers: { ...headers } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => resolve(Buffer.concat(chunks)));
      });
      asked.on('error', reject);
      asked.end(body);
    });

  const convert = async (fileName: string, bytes: Uint8Array, target: string) => {
    const form = multipart(field('target_format', target), file(fileName, bytes));
    const headers = {
      ...form.headers,
      'content-length': form.payload.length,
      prefer: 'wait=60',
    };
    const answer = await ask('POST', '/api/v1/conversions', headers, form.payload);
    const conversion = JSON.parse(answer.toString()) as { id: string; status: string };
    if (conversion.status !== 'completed') throw new Error(`${fileName} → ${target}: ${answer}`);
    return conversion;
  };

  return {
    convert,
    async fetchConverted(fileName, bytes, target) {
      const { id } = await convert(fileName, bytes, target);
      return await ask('GET', `/api/v1/conversions/${id}/files?type=converted`, {});
    },
    close: () => agent.destroy(),
  };
}
