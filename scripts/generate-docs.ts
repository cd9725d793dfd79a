// Writes what is generated from the sources; with --check it fails where something is stale instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { cliPage } from './docs/cli-page.ts';
import { clientTypes } from './docs/client-types.ts';
import { configurationTable } from './docs/configuration-table.ts';
import { errorsPage } from './docs/errors-page.ts';
import { formatsPage } from './docs/formats-page.ts';

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const read = (path: string): string => {
  try {
    return readFileSync(at(path), 'utf8');
  } catch {
    return '';
  }
};

const between = (text: string, name: string, content: string): string => {
  const start = `<!-- generated: ${name} -->\n`;
  const from = text.indexOf(start);
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`README.md has no place for ${name}`);
  return text.slice(0, from + start.length) + content + text.slice(to);
};

const pages: Record<string, string> = {
  'README.md': between(read('README.md'), 'configuration', configurationTable()),
  'docs/cli.md': cliPage(),
  'docs/errors.md': errorsPage(),
  'docs/formats.md': formatsPage(),
  'src/client/openapi.ts': await clientTypes(),
};

const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is stale: run "npm run docs"`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of stale) {
  writeFileSync(at(path), text);
  console.log(`wrote ${path}`);
}
