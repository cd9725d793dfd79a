import { fileURLToPath } from 'node:url';
import { FORMATS, type FormatId } from './domain/formats.ts';
import type { Running } from './start-all.ts';

/** Tells a person what is running and how to try it. */
export function printWelcome({ api, folder }: Running): void {
  const names = (ids: Iterable<FormatId>) =>
    [...new Set(ids)].map((id) => FORMATS[id].extensions.join(' ')).join('  ');
  const capabilities = api.capabilities();
  const example = fileURLToPath(new URL('../examples/bracket.step', import.meta.url));
  console.log(`
converto is ready at ${api.address}   (API reference: ${api.address}/docs)
  data    ${folder}
  reads   ${names(capabilities.map(({ source }) => source))}
  writes  ${names(capabilities.map(({ target }) => target))}

Try it:
  curl -H 'Prefer: wait=60' -F file=@${quoted(example)} -F target_format=glb ${api.address}/api/v1/conversions
`);
}

/** For a POSIX shell. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
