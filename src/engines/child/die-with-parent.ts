import { Worker } from 'node:worker_threads';

const POLL_MS = 500;

// Plain text and not a file: it must start in milliseconds, without the loader that the main thread may need.
const WATCH = `
  const { parentPid, victim, pollMs } = require('node:worker_threads').workerData;
  setInterval(() => { if (process.ppid !== parentPid) process.kill(victim, 'SIGKILL'); }, pollMs);
`;

/**
 * Kills this process and its group soon after the parent is gone, even while the event loop is blocked: a parent that
 * is killed with -9 cannot do it. A thread of its own asks who the parent is. (Windows keeps naming the dead parent;
 * there only the closing of the channel ends an idle child.)
 */
export function dieWithParent(parentPid: number): void {
  const victim = process.platform === 'win32' ? process.pid : -process.pid;
  const watcher = new Worker(WATCH, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { parentPid, victim, pollMs: POLL_MS },
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watcher.unref();
}
