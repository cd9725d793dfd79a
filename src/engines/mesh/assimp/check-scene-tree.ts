import { Problem } from '../../../domain/problem.ts';
import { extentOf } from '../tools/reference-extent.ts';

/** assimp keeps about 1.2 kB for each. */
const MAX_NODES = 250_000;
/** Its stack holds some thousands. */
const MAX_DEPTH = 512;

/**
 * assimp copies whatever a node refers to below it, without a look at where it has been or at how much that becomes.
 * Returns the nodes that are reached, each once. Throws `input_malformed` where a node lies below itself, and
 * `input_limit_exceeded` where the tree becomes too large.
 */
export function checkSceneTree<T>(
  format: string,
  roots: Iterable<T>,
  below: (node: T) => readonly T[],
): Iterable<T> {
  const tree = extentOf(roots, below);
  if (tree === undefined) {
    throw new Problem('input_malformed', {
      detail: `A node of the ${format} file shows itself, directly or through another one. Remove the node that does, or export the model again.`,
    });
  }
  const excess =
    tree.depth > MAX_DEPTH
      ? `are nested more than ${MAX_DEPTH} deep`
      : tree.copies > MAX_NODES && `make more than ${MAX_NODES} with their instances`;
  if (excess) {
    throw new Problem('input_limit_exceeded', {
      detail: `The nodes of the ${format} file ${excess}. Export it with fewer instances.`,
    });
  }
  return tree.things;
}
