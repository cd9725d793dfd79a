import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const BETWEEN = /(<!-- scoreboard: begin -->\n)[\s\S]*(<!-- scoreboard: end -->)/;

/** Puts the newest scoreboard between its marks. */
export async function writePage({
  board,
  command,
  violations,
}: {
  board: string;
  command: string;
  violations: number;
}): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  if (!BETWEEN.test(page)) throw new Error('docs/reliability.md has no marks for the scoreboard');
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const head = `\`${command}\` on ${availableParallelism()} cores, Node ${process.versions.node}, commit ${commit}: ${violations} violations.`;
  await writeFile(
    PAGE,
    page.replace(BETWEEN, (_, begin, end) => `${begin}${head}\n\n${board}\n${end}`),
  );
}
