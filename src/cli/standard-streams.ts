import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CliFailure, fileFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { rememberLeftover } from './leftovers.ts';

/** Engines need files: what comes and goes through pipes lies in a folder of its own meanwhile. */
export async function withPipeFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'converto-pipe-')).catch((error: unknown) => {
    throw fileFailure('written', tmpdir(), error);
  });
  const forget = rememberLeftover(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}

/** Everything that standard input has. Rejects with the signal's reason or with a CliFailure. */
export async function saveStandardInput(path: string, signal: AbortSignal): Promise<void> {
  if (process.stdin.isTTY) {
    throw new CliFailure(
      'usage',
      'Standard input is a terminal: pipe a file into it, or name a file.',
      EXIT.usage,
    );
  }
  try {
    await pipeline(process.stdin, createWriteStream(path), { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : fileFailure('written', path, error);
  }
}

export function requirePipedOutput(): void {
  if (!process.stdout.isTTY) return;
  throw new CliFailure(
    'usage',
    'The result is no text, and standard output is a terminal: redirect it, or name a file.',
    EXIT.usage,
  );
}

/** Copies a file to standard output. A reader that has left early is no failure. */
export async function sendToStandardOutput(path: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(createReadStream(path), process.stdout, { signal, end: false });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw fileFailure('read', path, error);
  }
}
