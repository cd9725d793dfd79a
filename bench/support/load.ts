import { Agent, get } from 'node:http';

/** Requests per second of GET `url` over keep-alive connections, for a bounded time. Throws on any other status than 200. */
export async function requestsPerSecond(
  url: string,
  { connections = 16, forMs = 2000 } = {},
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + forMs;
  let done = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      get(url, { agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await one();
        done += 1;
      }
    }),
  );
  agent.destroy();
  return (done / (performance.now() - started)) * 1000;
}
