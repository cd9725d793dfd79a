import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface DataFolderLock {
  release(): Promise<void>;
}

/** What the owner of a socket answers, or `gone` where the kernel says that nobody owns it any more. */
type Owner = 'holding' | 'starting' | 'gone';

const SOCKETS = '.lock';
const LONGEST_SOCKET_PATH = 100; // 103 bytes on macOS, 107 on Linux
const ANSWER_TIMEOUT_MS = 1000;
const ASK_AGAIN_MS = 20;
const UNBORN_MS = 60_000;

/**
 * Makes sure that one process at a time uses the folder. The lock is a listening socket, so the kernel releases it
 * however the process ends, and no file left behind can hold it.
 *
 * Each process listens on a socket of its own in `<folder>/.lock` and only then looks for others: of two that start
 * together at least one sees the other, and the one whose name sorts first goes on. One shared socket would need its
 * stale file removed before it can be bound again, and two starters could remove each other's.
 * @throws Error with one sentence, at once, where another process holds the folder or it cannot be written to
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  try {
    await mkdir(folder, { recursive: true });
    const path = await realpath(folder);
    return process.platform === 'win32' ? await lockByPipe(path, folder) : await lockBySocket(path, folder);
  } catch (cause) {
    const why = UNUSABLE[(cause as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw cause;
    throw new Error(`The data folder ${folder} cannot be used (${why}): set STORAGE_DIR to another one.`, {
      cause,
    });
  }
}

const UNUSABLE: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'this user may not write to it',
  EPERM: 'this user may not write to it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

async function lockBySocket(path: string, folder: string): Promise<DataFolderLock> {
  const sockets = join(path, SOCKETS);
  await mkdir(sockets, { recursive: true });
  const short = await shortPathTo(sockets);
  const name = randomBytes(8).toString('hex');
  let state: Owner = 'starting';
  const server = createServer((socket) => socket.on('error', () => {}).end(state, () => socket.destroy()));
  const release = async () => {
    await rm(join(sockets, name), { force: true });
    await close(server);
    await short.remove();
  };
  try {
    // Bound under another name and renamed once it listens: in between it would look like a dead process's socket.
    await listen(server, join(short.path, `${name}.new`));
    await rename(join(sockets, `${name}.new`), join(sockets, name));
    await outlastOthers(sockets, short.path, name, folder);
    state = 'holding';
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Resolves once no other process holds the folder or may come to hold it. */
async function outlastOthers(sockets: string, short: string, own: string, folder: string): Promise<void> {
  for (const other of await readdir(sockets)) {
    if (other === own) continue;
    if (other.endsWith('.new')) {
      await removeUnborn(join(sockets, other));
      continue;
    }
    let owner = await ask(join(short, other));
    while (owner === 'starting' && own < other) {
      await delay(ASK_AGAIN_MS); // it will see this process and give up, unless it looked before
      owner = await ask(join(short, other));
    }
    if (owner !== 'gone') throw inUse(folder);
    await rm(join(sockets, other), { force: true }); // names are used once, so this cannot be a newcomer's
  }
}

/** A process that died between binding and renaming left it. */
async function removeUnborn(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined && Date.now() - stats.mtimeMs > UNBORN_MS) await rm(path, { force: true });
}

function ask(path: string): Promise<Owner> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    let answer = '';
    const settle = (owner: Owner) => {
      socket.destroy();
      resolve(owner);
    };
    socket.setEncoding('utf8');
    // Alive but stopped, or too busy to answer: it holds.
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => settle('holding'));
    socket.on('data', (text: string) => (answer += text));
    socket.on('end', () => settle(answer === 'starting' ? 'starting' : 'holding'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      settle(code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET' ? 'gone' : 'holding'),
    );
  });
}

/** Windows frees a pipe's name with its last handle and refuses a second owner. */
async function lockByPipe(path: string, folder: string): Promise<DataFolderLock> {
  const digest = createHash('sha256').update(path.toLowerCase()).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.on('error', () => {}).destroy());
  try {
    await listen(server, `\\\\.\\pipe\\converto-${digest}`);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? inUse(folder) : error;
  }
  return { release: () => close(server) };
}

/** A socket's path must be short: a long one is reached through a symbolic link. */
async function shortPathTo(path: string): Promise<{ path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(path) + 24 <= LONGEST_SOCKET_PATH) return { path, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'cl-'));
  await symlink(path, join(folder, 'l'));
  return { path: join(folder, 'l'), remove: () => rm(folder, { recursive: true, force: true }) };
}

const inUse = (folder: string): Error =>
  new Error(
    `The data folder ${folder} is in use by another converto: stop that one, or choose another folder.`,
  );

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      server.unref();
      resolve();
    });
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
