import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/made-cad/', import.meta.url));
const { version } = createRequire(import.meta.url)('opencascade.js/package.json') as { version: string };

/**
 * Keeps what OCCT makes for tests until the file that makes it or OCCT is another: its start takes 3 s of every process.
 * @param maker the URL of that file
 */
export function keepMade(maker: string): (name: string, make: () => Promise<Buffer>) => Promise<Buffer> {
  const source = readFileSync(fileURLToPath(maker));
  const folder = join(CACHE, createHash('sha256').update(version).update(source).digest('hex').slice(0, 16));
  return async (name, make) => {
    const path = join(folder, name);
    const kept = await readFile(path).catch(() => undefined);
    if (kept !== undefined) return kept;
    const made = await make();
    await mkdir(folder, { recursive: true });
    const unfinished = `${path}.${randomUUID()}`; // other test files make it at the same time
    await writeFile(unfinished, made);
    await rename(unfinished, path);
    return made;
  };
}
