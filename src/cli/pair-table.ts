import type { Capability } from '../domain/engine-port.ts';
import { FORMATS, type Format, type FormatId } from '../domain/formats.ts';
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
    return [extensionsOf(source), ids.join(' '), fidelity, engine];
  });
  return alignColumns([['FROM', 'TO', 'HOW', 'ENGINE'], ...rows]);
}

/** A server may know formats that are not known here. */
const extensionsOf = (id: string): string =>
  (FORMATS as Partial<Record<string, Format>>)[id]?.extensions.join(' ') ?? id;
