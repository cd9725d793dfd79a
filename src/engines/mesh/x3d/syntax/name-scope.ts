import type { Proto, SceneNode } from './scene-node.ts';

/** What the names of a file, or of the body of a prototype in it, stand for. A prototype sees those around it. */
export interface NameScope {
  nodes: Map<string, SceneNode>;
  protos: Map<string, Proto>;
}

export const outerScope = (): NameScope => ({ nodes: new Map(), protos: new Map() });

export const scopeWithin = ({ protos }: NameScope): NameScope => ({
  nodes: new Map(),
  protos: new Map(protos),
});
