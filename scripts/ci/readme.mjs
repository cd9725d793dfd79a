import { readFileSync } from 'node:fs';

/**
 * The shell block that follows `<!-- ci: NAME -->` in the README, as it is written there.
 * @param {string} name
 */
export function readmeBlock(name) {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const block = new RegExp(`<!-- ci: ${name} -->\\s*\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
  if (block === undefined) throw new Error(`README.md has no shell block named ${name}`);
  return block;
}
