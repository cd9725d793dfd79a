import { checkSceneTree } from './check-scene-tree.ts';
import type { Attribute } from './scan-xml.ts';

interface DaeNode {
  id: string;
  name: string;
  children: DaeNode[];
  /** What it instances, without the `#`. */
  instances: string[];
}

/** The nodes of a COLLADA document, and what they instance, the way that assimp finds it. */
export class DaeNodes {
  /** Scenes, too; the last one of an id. */
  readonly #library = new Map<string, DaeNode>();
  readonly #open: { node: DaeNode; depth: number }[] = [];
  #shown: string | undefined;

  open(path: readonly string[], attribute: Attribute): void {
    const [element, around] = [path.at(-1)!, this.#open.at(-1)];
    const parent = around?.depth === path.length - 1 ? around.node : undefined;
    if (element === 'instance_node') parent?.instances.push(...referred(attribute('url')));
    if (element === 'instance_visual_scene' && path.length === 3) [this.#shown] = referred(attribute('url'));
    const isScene = element === 'visual_scene' && path.length === 3;
    const isInLibrary = isScene || (element === 'node' && path.length === 3 && path[1] === 'library_nodes');
    if (!isInLibrary && !(element === 'node' && parent)) return;
    const node: DaeNode = {
      id: attribute('id') ?? '',
      name: attribute('name') ?? (isScene ? 'Scene' : ''),
      children: [],
      instances: [],
    };
    if (isInLibrary) this.#library.set(node.id, node);
    else parent!.children.push(node);
    this.#open.push({ node, depth: path.length });
  }

  close(path: readonly string[]): void {
    if (this.#open.at(-1)?.depth === path.length) this.#open.pop();
  }

  /** Of the scene that is shown. Throws `input_malformed` or `input_limit_exceeded`. */
  check(): void {
    const scene = this.#shown === undefined ? undefined : this.#library.get(this.#shown);
    if (scene === undefined) return; // assimp says so
    const inScene = firstOfEach(scene);
    const below = ({ children, instances }: DaeNode): DaeNode[] => [
      ...children,
      ...instances.flatMap((id) => this.#library.get(id) ?? inScene.get(id) ?? []),
    ];
    checkSceneTree('COLLADA', [scene], below);
  }
}

/** By id and by name: assimp looks for either below the scene. */
function firstOfEach(scene: DaeNode): Map<string, DaeNode> {
  const found = new Map<string, DaeNode>();
  const waiting = [scene];
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    for (const key of [node.id, node.name]) if (!found.has(key)) found.set(key, node);
    waiting.push(...node.children.toReversed());
  }
  return found;
}

const referred = (url: string | undefined): string[] => (url?.startsWith('#') ? [url.slice(1)] : []);
