import type { Capability } from '../domain/engine-port.ts';
import { FORMATS, type FormatId } from '../domain/formats.ts';
import { alignColumns } from './align-columns.ts';

/** One line for each source, engine and fidelity: the targets that share them stand together. */
export function pairTable(pairs: readonly Capability[]): string[] {
  const targets = new Map<string, FormatId[]>();
  for (const { source, target, engine, fidelity } of pairs) {
    const key = [source, fidelity, engine].join(' ');
    targets.set(key, [...(targets.get(key) ?? []), target]);
  }
  const rows = [...targets].map(([key, ids]) => {
    const [source = '', fidelity = '', engine = ''] = key.split(' ');
    return [FORMATS[source as FormatId].extensions.join(' '), ids.join(' '), fidelity, engine];
  });
  return alignColumns([['FROM', 'TO', 'HOW', 'ENGINE'], ...rows]);
}
