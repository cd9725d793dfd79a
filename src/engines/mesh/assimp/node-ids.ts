import { createHash } from 'node:crypto';
import type { Edit, Span } from './edit-bytes.ts';

/** The name of a node without an id. */
export interface NamedNode {
  name: string;
  /** Its whole start tag. */
  tag: Span;
}

/** assimp takes ids for names, and drops a name that stands alone: gives each of these nodes an id of its own. */
export function giveIds(
  bytes: Buffer,
  nodes: readonly NamedNode[],
): { edits: Edit[]; names: Map<string, string> } {
  const names = new Map<string, string>();
  if (nodes.length === 0) return { edits: [], names };
  // No file holds its own hash.
  const prefix = `node-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}-`;
  const edits = nodes.map(({ name, tag }, number) => {
    const id = `${prefix}${number}`;
    names.set(id, name);
    const text = bytes
      .toString('latin1', tag.start, tag.end)
      .replace(EMPTY_ID, '')
      .replace(/^<node/, `$& id="${id}"`);
    return { at: tag, text: Buffer.from(text, 'latin1') };
  });
  return { edits, names };
}

const EMPTY_ID = /\sid\s*=\s*(["'])\1/;
