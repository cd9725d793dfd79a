import { Problem } from '../../../domain/problem.ts';
import type { Edit, Span } from './edit-bytes.ts';

/** A geometry or a controller as a node shows it. */
export interface ShownMesh {
  id: string;
  /** The whole tag of the instance. */
  tag: Span;
  /** Which materials it is shown with. */
  bindings: string[];
}

/** Or a controller. */
export interface GeometryElement extends Span {
  startTagEnd: number;
  /** Elements that become a mesh of assimp each. */
  parts: number;
}

export interface Separation {
  edits: Edit[];
  /** Ids of copies → of what they are copies. */
  copies: ReadonlyMap<string, string>;
}

/**
 * assimp makes one mesh of all that a node shows, and takes the pieces away from every other node that shows some of
 * them. So nodes that show a geometry together with different things, or in different materials, get a copy of it each.
 * @param lists what each node shows
 * Throws `input_limit_exceeded` where the file would have more than `maxBytes` then.
 */
export function separateInstances(
  bytes: Buffer,
  lists: readonly (readonly ShownMesh[])[],
  geometries: ReadonlyMap<string, GeometryElement>,
  maxBytes: number,
): Separation {
  const copies = new Map<string, string>();
  const edits: Edit[] = [];
  let size = bytes.length;
  for (const [id, uses] of listUses(lists)) {
    const geometry = geometries.get(id);
    if (geometry === undefined || uses.size < 2) continue;
    const isMerged = [...uses.values()].some(({ list }) => countParts(list, geometries) > 1);
    if (!isMerged) continue;
    let number = 1;
    for (const { tags } of [...uses.values()].slice(1)) {
      do number += 1;
      while (geometries.has(id + suffixOf(number)));
      size += geometry.end - geometry.start;
      if (size > maxBytes) throw tooManyCopies();
      copies.set(id + suffixOf(number), id);
      edits.push({ at: { start: geometry.end, end: geometry.end }, text: copyOf(bytes, geometry, number) });
      for (const tag of tags) edits.push({ at: tag, text: renamed(bytes, tag, URL, number) });
    }
  }
  return { edits, copies };
}

interface Use {
  list: readonly ShownMesh[];
  tags: Span[];
}

/** For each geometry the different ways to show it. */
function listUses(lists: readonly (readonly ShownMesh[])[]): Map<string, Map<string, Use>> {
  const all = new Map<string, Map<string, Use>>();
  for (const list of lists) {
    const signature = JSON.stringify(list.map(({ id, bindings }) => [id, bindings]));
    const seen = new Map<string, number>();
    for (const { id, tag } of list) {
      const before = seen.get(id) ?? 0;
      seen.set(id, before + 1);
      const uses = all.get(id) ?? new Map<string, Use>();
      all.set(id, uses);
      const key = `${before} ${signature}`;
      const use = uses.get(key) ?? { list, tags: [] };
      uses.set(key, use);
      use.tags.push(tag);
    }
  }
  return all;
}

const countParts = (list: readonly ShownMesh[], geometries: ReadonlyMap<string, GeometryElement>): number =>
  list.reduce((sum, { id }) => sum + (geometries.get(id)?.parts ?? 0), 0);

const URL = /\surl\s*=\s*(["'])#[^"']*(?=\1)/;
const ID = /\sid\s*=\s*(["'])[^"']*(?=\1)/;

/** In letters that need no escape, behind an id. */
const suffixOf = (number: number): string => `~${number}`;

const renamed = (bytes: Buffer, { start, end }: Span, attribute: RegExp, number: number): Buffer =>
  Buffer.from(bytes.toString('latin1', start, end).replace(attribute, `$&${suffixOf(number)}`), 'latin1');

const copyOf = (bytes: Buffer, { start, startTagEnd, end }: GeometryElement, number: number): Buffer =>
  Buffer.concat([renamed(bytes, { start, end: startTagEnd }, ID, number), bytes.subarray(startTagEnd, end)]);

const tooManyCopies = (): Problem =>
  new Problem('input_limit_exceeded', {
    detail:
      'The COLLADA file shows large geometries in too many combinations of materials. Split the model or export it as glTF.',
  });
