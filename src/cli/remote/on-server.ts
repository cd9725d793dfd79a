import type { ConvertoClient } from '../../client/client.ts';
import { describeCliFailure } from '../cli-failure.ts';
import { tolerateClosedPipes } from '../closed-pipe.ts';
import { type ExitCode, exitCodeOfAll } from '../exit-codes.ts';
import { abortOnInterrupt } from '../interrupt.ts';
import { tellFailure } from '../tell-failure.ts';
import { connectTo, namedServer, type ServerFlags } from './server.ts';

export interface RemoteFlags extends ServerFlags {
  json?: true;
}

/** Acts on a server, prints what comes of it, and says with which code to exit. */
export type RemoteAct = (client: ConvertoClient, signal: AbortSignal) => Promise<ExitCode>;

/** Sets the exit code; never rejects. Ctrl-C ends the waiting and nothing on the server. */
export async function onServer(flags: RemoteFlags, act: RemoteAct): Promise<void> {
  tolerateClosedPipes();
  const interrupt = abortOnInterrupt('Interrupted; on the server everything goes on.');
  try {
    process.exitCode = await act(await connectTo(namedServer(flags)), interrupt.signal);
  } catch (error) {
    const failure = describeCliFailure(error);
    tellFailure(failure, flags);
    process.exitCode = failure.exitCode;
  } finally {
    interrupt.stop();
  }
}

/** One after another; what is wrong with one does not keep the others. */
export const forEachId = (
  ids: readonly string[],
  flags: RemoteFlags,
  act: (client: ConvertoClient, id: string, signal: AbortSignal) => Promise<ExitCode>,
): Promise<void> =>
  onServer(flags, async (client, signal) => {
    const codes: ExitCode[] = [];
    for (const id of ids) {
      try {
        codes.push(await act(client, id, signal));
      } catch (error) {
        if (ids.length === 1 || signal.aborted) throw error;
        const failure = describeCliFailure(error);
        tellFailure({ ...failure, detail: `${id}: ${failure.detail}` }, flags);
        codes.push(failure.exitCode);
      }
    }
    return exitCodeOfAll(codes);
  });
