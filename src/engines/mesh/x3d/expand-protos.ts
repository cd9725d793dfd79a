import { Problem } from '../../../domain/problem.ts';
import type { FieldValue, Proto, SceneNode } from './syntax/scene-node.ts';

/** A prototype of prototypes can unfold to more nodes than any file could list. */
const MOST_NODES = 1_000_000;

/**
 * Replaces instances of prototypes by a copy of what they are declared to be, with the values that they give. The nodes
 * that an instance hands over are shared, not copied. Throws `input_limit_exceeded`.
 */
export function expandProtos(roots: readonly SceneNode[]): void {
  const seen = new Set<SceneNode>(roots);
  const waiting = [...roots];
  let copied = 0;
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    for (let steps = 0; node.proto !== undefined; steps += 1) {
      const copies = becomeInstance(node, node.proto);
      copied += copies + 1;
      if (copied > MOST_NODES || steps > 1000) throw tooMany();
    }
    for (const value of node.fields.values()) {
      for (const child of value.kind === 'nodes' ? value.nodes : []) {
        if (seen.has(child)) continue;
        seen.add(child);
        waiting.push(child);
      }
    }
  }
}

const tooMany = (): Problem =>
  new Problem('input_limit_exceeded', {
    detail: `The prototypes of the file unfold to more than ${MOST_NODES} nodes.`,
  });

/** The node stays the same object, so that references to it hold. Returns how many nodes were copied. */
function becomeInstance(node: SceneNode, { body, defaults }: Proto): number {
  const given = node.fields;
  const copies = new Map<SceneNode, SceneNode>();
  const resolve = (field: string): FieldValue | undefined => given.get(field) ?? defaults.get(field);
  const [first] = body;
  delete node.proto;
  node.fields = new Map();
  if (first === undefined) {
    node.type = 'Group';
    return 0;
  }
  // Without recursion: a body may be as deep as a file.
  const waiting: SceneNode[] = [first];
  copies.set(first, node);
  while (waiting.length > 0) {
    const from = waiting.pop()!;
    const to = copies.get(from)!;
    to.type = from.type;
    if (from.proto !== undefined) to.proto = from.proto;
    for (const [field, value] of from.fields) {
      const resolved = value.kind === 'is' ? resolve(value.field) : value;
      if (resolved === undefined) continue;
      if (value.kind !== 'nodes') {
        to.fields.set(field, resolved);
        continue;
      }
      const nodes = value.nodes.map((child) => {
        let copy = copies.get(child);
        if (copy === undefined) {
          copy = {
            type: child.type,
            fields: new Map(),
            ...(child.name !== undefined && { name: child.name }),
          };
          copies.set(child, copy);
          waiting.push(child);
        }
        return copy;
      });
      to.fields.set(field, { kind: 'nodes', nodes });
    }
  }
  return copies.size;
}
