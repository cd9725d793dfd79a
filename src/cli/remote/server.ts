import type { Command } from 'commander';
import type { ConvertoClient } from '../../client/client.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT } from '../exit-codes.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:3000';

export interface ServerFlags {
  server?: string;
}

export const SERVER_HELP = `
The server is the one of --server or of CONVERTO_URL, else ${DEFAULT_SERVER}. CONVERTO_TOKEN is sent to it as a bearer
token, for a proxy in front of it that wants one.
`;

export const withServerOption = (command: Command): Command =>
  command.option('-s, --server <url>', `where the server is (CONVERTO_URL, else ${DEFAULT_SERVER})`);

/** Where a server is asked for; undefined: nobody has named one. */
export function namedServer({ server }: ServerFlags): string | undefined {
  const { CONVERTO_URL = '' } = process.env;
  return server ?? (CONVERTO_URL === '' ? undefined : CONVERTO_URL);
}

/** Asks nothing of the server yet. Rejects with a CliFailure where the address is none. */
export async function connectTo(url: string = DEFAULT_SERVER): Promise<ConvertoClient> {
  const { protocol = '', username = '' } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw usage(`"${url}" is no address of a server. Give one such as ${DEFAULT_SERVER}.`);
  }
  if (username !== '') throw usage('Give a token in CONVERTO_TOKEN, and none in the address of the server.');
  const { CONVERTO_TOKEN = '' } = process.env;
  const { createClient } = await import('../../client/client.ts'); // local commands need none
  return createClient({ baseUrl: url, ...(CONVERTO_TOKEN === '' ? {} : { token: CONVERTO_TOKEN }) });
}

const usage = (detail: string): CliFailure => new CliFailure('usage', detail, EXIT.usage);
