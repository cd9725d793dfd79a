/** Kills a detached child with everything that it started. Does nothing where the group is gone already. */
export function killGroup(leaderPid: number): void {
  try {
    process.kill(process.platform === 'win32' ? leaderPid : -leaderPid, 'SIGKILL');
  } catch {
    // gone
  }
}
