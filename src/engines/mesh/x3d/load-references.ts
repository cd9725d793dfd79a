import { Problem } from '../../../domain/problem.ts';
import type { LossTally } from '../gltf/loss-tally.ts';
import type { Siblings } from '../mesh-source.ts';
import { expandProtos } from './expand-protos.ts';
import { everyNode, type Scene, type SceneNode, stringsOf } from './syntax/scene-node.ts';

/** A file of files of files: what a scene needs, not what an attack wants. */
const MOST_INLINES = 1000;
const MOST_LEVELS = 16;

export interface References {
  /** Nodes ImageTexture with the folder of the file that they stand in. */
  textures: Map<SceneNode, string>;
  /** Scenes that were inlined. */
  scenes: Scene[];
}

/**
 * Expands prototypes and puts the scenes of nodes Inline in their place, as groups. One that is used twice is read once.
 * Throws `input_malformed` where a file inlines itself, and what the parser throws.
 * @param parse turns the bytes of another file into a scene
 */
export async function loadReferences(
  scene: Scene,
  siblings: Siblings | undefined,
  parse: (bytes: Uint8Array) => Scene,
  lost: LossTally,
): Promise<References> {
  const found: References = { textures: new Map(), scenes: [] };
  const loaded = new Map<string, SceneNode[]>();
  const load = async (
    roots: readonly SceneNode[],
    folder: string,
    chain: readonly string[],
  ): Promise<void> => {
    expandProtos(roots);
    for (const node of everyNode(roots)) {
      if (node.type === 'ImageTexture') found.textures.set(node, folder);
      if (node.type !== 'Inline') continue;
      const children = await inlined(node, folder, chain);
      if (children === undefined) continue;
      node.type = 'Group';
      node.fields.set('children', { kind: 'nodes', nodes: children });
    }
  };
  const inlined = async (
    node: SceneNode,
    folder: string,
    chain: readonly string[],
  ): Promise<SceneNode[] | undefined> => {
    for (const url of stringsOf(node, 'url')) {
      const name = within(folder, url.split('#', 1)[0]!);
      if (chain.includes(name)) {
        throw new Problem('input_malformed', { detail: 'A file of the scene inlines itself.' });
      }
      const known = loaded.get(name);
      if (known !== undefined) return known;
      const bytes = await siblings?.read(name);
      if (bytes === undefined) continue;
      if (loaded.size >= MOST_INLINES || chain.length >= MOST_LEVELS) {
        throw new Problem('input_limit_exceeded', { detail: 'The scene inlines too many files.' });
      }
      const other = parse(bytes);
      found.scenes.push(other);
      loaded.set(name, other.roots);
      await load(other.roots, name.slice(0, Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1), [
        ...chain,
        name,
      ]);
      return other.roots;
    }
    lost.add('inlined files', 1, 'They are not in the archive that the model came in.');
    return undefined;
  };
  await load(scene.roots, '', []);
  return found;
}

/** As the files beside the scene are named. */
export const within = (folder: string, reference: string): string =>
  /^([a-z][a-z\d+.-]*:|[\\/])/i.test(reference) ? reference : folder + reference;
