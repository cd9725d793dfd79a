/** Locks the folder, says `held` or why not, and holds it until it is killed or told to release it. */
import { lockDataFolder } from '../../../src/store/data-folder-lock.ts';

try {
  const lock = await lockDataFolder(process.argv[2]!);
  process.stdout.write('held\n');
  process.stdin.once('data', async () => {
    await lock.release();
    process.stdout.write('released\n');
    process.stdin.destroy();
  });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
