import { checkSceneTree } from './check-scene-tree.ts';
import type { Span } from './edit-bytes.ts';
import type { Attribute } from './scan-xml.ts';
import type { ShownMesh } from './separate-instances.ts';

interface DaeNode {
  id: string;
  name: string;
  children: DaeNode[];
  /** The ids of nodes. */
  instances: string[];
  shows: ShownMesh[];
}

/** The nodes of a COLLADA document, and what they instance, the way that assimp finds it. */
export class DaeNodes {
  /** Scenes, too; the last one of an id. */
  readonly #library = new Map<string, DaeNode>();
  readonly #lists: ShownMesh[][] = [];
  readonly #open: { node: DaeNode; depth: number }[] = [];
  /** The id of the one that is shown. */
  #scene: string | undefined;

  open(path: readonly string[], attribute: Attribute, tag: Span): void {
    const [element, around] = [path.at(-1)!, this.#open.at(-1)];
    const parent = around?.depth === path.length - 1 ? around.node : undefined;
    if (element === 'instance_node') parent?.instances.push(...referred(attribute('url')));
    if (element === 'instance_geometry' || element === 'instance_controller') {
      for (const id of referred(attribute('url'))) parent?.shows.push({ id, tag, bindings: [] });
    }
    if (element === 'instance_material' && around && path.length === around.depth + 4) {
      around.node.shows.at(-1)?.bindings.push(`${attribute('symbol')}=${attribute('target')}`);
    }
    if (element === 'instance_visual_scene' && path.length === 3) [this.#scene] = referred(attribute('url'));
    const isScene = element === 'visual_scene' && path.length === 3;
    const isInLibrary = isScene || (element === 'node' && path.length === 3 && path[1] === 'library_nodes');
    if (!isInLibrary && !(element === 'node' && parent)) return;
    const node: DaeNode = {
      id: attribute('id') ?? '',
      name: attribute('name') ?? (isScene ? 'Scene' : ''),
      children: [],
      instances: [],
      shows: [],
    };
    if (isInLibrary) this.#library.set(node.id, node);
    else parent!.children.push(node);
    this.#lists.push(node.shows);
    this.#open.push({ node, depth: path.length });
  }

  close(path: readonly string[]): void {
    if (this.#open.at(-1)?.depth === path.length) this.#open.pop();
  }

  /**
   * What the scene shows, by the ids of geometries and controllers. Throws `input_malformed` or `input_limit_exceeded`
   * where assimp would never come to an end of its tree.
   */
  listShown(): Set<string> {
    const shown = new Set<string>();
    const scene = this.#scene === undefined ? undefined : this.#library.get(this.#scene);
    if (scene === undefined) return shown; // assimp says so
    const inScene = firstOfEach(scene);
    const below = ({ children, instances }: DaeNode): DaeNode[] => [
      ...children,
      ...instances.flatMap((id) => this.#library.get(id) ?? inScene.get(id) ?? []),
    ];
    for (const { shows } of checkSceneTree('COLLADA', [scene], below))
      for (const { id } of shows) shown.add(id);
    return shown;
  }

  /** What each node shows itself. */
  get lists(): readonly (readonly ShownMesh[])[] {
    return this.#lists;
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
