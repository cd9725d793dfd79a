import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { CliFailure, fileFailure } from './cli-failure.ts';
import { EXIT } from './exit-codes.ts';
import { rememberLeftover } from './leftovers.ts';

/** A file that appears under its name only once it is whole and durable. */
export interface TargetFile {
  /** Where to write: beside the target, so that a rename cannot cross file systems. */
  partialPath: string;
  /** @returns its size */
  publish(): Promise<number>;
  /** Removes what is not published. */
  discard(): Promise<void>;
}

export interface TargetRules {
  /** Never replaced by the result; undefined: no file of this machine. */
  sourcePath: string | undefined;
  /** Whether a file that is there already may be replaced. */
  clobber: boolean;
}

/** Rejects with a CliFailure where the target cannot be written. */
export async function openTargetFile(path: string, rules: TargetRules): Promise<TargetFile> {
  const targetPath = await followLinks(resolve(path));
  await refuseToReplace(path, targetPath, rules);
  const folder = dirname(targetPath);
  await access(folder, constants.W_OK | constants.X_OK).catch((error) => {
    throw fileFailure('written', path, error);
  });
  const partialPath = join(folder, `.converto-${randomBytes(6).toString('hex')}${extname(targetPath)}`);
  const forget = rememberLeftover(partialPath);
  return {
    partialPath,
    async publish() {
      try {
        const sizeBytes = await syncFile(partialPath);
        await refuseToReplace(path, targetPath, rules);
        await rename(partialPath, targetPath);
        await syncFolder(folder);
        return sizeBytes;
      } catch (error) {
        throw error instanceof CliFailure ? error : fileFailure('written', path, error);
      }
    },
    async discard() {
      await rm(partialPath, { force: true });
      forget();
    },
  };
}

/** A link stays, and the file that it names is replaced, as with cp. */
const followLinks = (path: string): Promise<string> => realpath(path).catch(() => path);

async function refuseToReplace(path: string, targetPath: string, rules: TargetRules): Promise<void> {
  const there = await stat(targetPath).catch(() => undefined);
  if (there === undefined) return;
  if (there.isDirectory()) {
    throw new CliFailure('file_not_written', `"${path}" is a folder. Name the file to write.`, EXIT.files);
  }
  if (!there.isFile()) {
    throw new CliFailure('file_not_written', `"${path}" is no regular file.`, EXIT.files);
  }
  const { sourcePath } = rules;
  if (sourcePath !== undefined && targetPath === (await followLinks(resolve(sourcePath)))) {
    throw new CliFailure('usage', 'Source and target are the same file. Name another target.', EXIT.usage);
  }
  if (!rules.clobber) {
    throw new CliFailure('file_exists', `"${path}" exists already. --force replaces it.`, EXIT.files);
  }
}

async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Windows cannot open folders; there a rename has to be enough. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
