import { fileURLToPath } from 'node:url';
import type { Capability } from './domain/engine-port.ts';
import { FORMATS, type FormatId } from './domain/formats.ts';

/** Tells a person what is running and how to try it. */
export function printWelcome(address: string, folder: string, capabilities: readonly Capability[]): void {
  const names = (ids: Iterable<FormatId>) =>
    [...new Set(ids)].map((id) => FORMATS[id].extensions.join(' ')).join('  ');
  const example = fileURLToPath(new URL('../examples/bracket.step', import.meta.url));
  console.log(`
converto is ready at ${address}   (open it in a browser; API reference: ${address}/docs)
  data    ${folder}
  reads   ${names(capabilities.map(({ source }) => source))}
  writes  ${names(capabilities.map(({ target }) => target))}

Try it:
  curl -H 'Prefer: wait=60' -F file=@${quoted(example)} -F target_format=glb ${address}/api/v1/conversions
`);
}

/** For a POSIX shell. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
