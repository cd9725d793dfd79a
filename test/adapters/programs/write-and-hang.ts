/** Stores one file, writes half of another, fetches into a workspace, says so and waits to be killed. */
import { writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { openFilesystemStorage } from '../../../src/storage/filesystem-storage.ts';

const [folder = '', id = ''] = process.argv.slice(2);
const storage = await openFilesystemStorage({ folder });

const stored = `/original/${id}/whole.stl`;
await storage.write(
  stored,
  (async function* () {
    yield Buffer.from('whole');
  })(),
);
const workspace = await storage.openWorkspace(id, 1);
await workspace.fetch(stored);
await writeFile(workspace.pathOf('half.glb'), 'half an output');

async function* endless() {
  for (let n = 0; n < 64; n++) yield Buffer.alloc(64 * 1024, n);
  writeSync(1, 'half-way\n');
  setInterval(() => {}, 1000);
  await new Promise(() => {});
}
await storage.write(`/converted/${id}/1/half.glb`, endless());
