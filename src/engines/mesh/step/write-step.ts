import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { writeThrough } from '../io/file-writer.ts';
import type { MeshModel } from '../model.ts';
import { counted } from '../read-result.ts';
import { countFlattened, worldMatrices } from '../tools/flatten.ts';
import { ColourStyles } from './colour-styles.ts';
import { mendSlivers } from './mend-slivers.ts';
import { type PartGeometry, partGeometry } from './part-geometry.ts';
import { stepReal } from './part21-text.ts';
import { Part21Writer } from './part21-writer.ts';
import { type Product, productTree } from './product-tree.ts';
import { type SplitPart, splitBodies } from './split-bodies.ts';
import { writeBodies } from './write-bodies.ts';
import { writeFrame, writeProducts } from './write-products.ts';

interface SolvedPart {
  geometry: PartGeometry;
  split: SplitPart;
}

/**
 * Writes a model that is in millimetres, Z-up, as AP214 STEP of flat faces, one for each triangle: every closed
 * connected body becomes a FACETED_BREP, every open one a shell. The node tree becomes an assembly with its names,
 * positions are in the frame of the whole model, and base colours become styles. The same model gives the same bytes.
 *
 * Throws `target_limit_exceeded` where there are more triangles than `limits.maxFacetedFaces`: what reads such files
 * needs far longer for each face than it took to write it.
 */
export async function writeFacetedStep(
  model: MeshModel,
  path: string,
  modelName: string,
  limits: EngineLimits,
  onFraction?: (fraction: number) => void,
): Promise<{ warnings: string[] }> {
  const { triangles } = countFlattened(model);
  if (triangles > limits.maxFacetedFaces) {
    throw new Problem('target_limit_exceeded', {
      detail:
        `The model has ${triangles} triangles; as STEP this server writes at most ${limits.maxFacetedFaces} flat ` +
        'faces. Simplify the model or choose a mesh format.',
    });
  }
  const parts = solveParts(model);
  if (parts.size === 0)
    throw new Problem('output_invalid', { detail: 'The model has no triangle to write.' });
  const uncertainty = stepReal(uncertaintyOf(parts), 1);
  const root = productTree(model, modelName, (node) => parts.has(node));
  let done = 0;
  writeThrough(path, (file) => {
    const writer = new Part21Writer(file);
    writer.begin(modelName);
    const frame = writeFrame(writer, uncertainty);
    const styles = new ColourStyles(writer);
    writeProducts(writer, root, frame, (product: Product) => {
      if (product.node === undefined) {
        return writer.add(`SHAPE_REPRESENTATION('',(#${frame.placement}),#${frame.context})`);
      }
      const { geometry, split } = parts.get(product.node)!;
      return writeBodies(writer, geometry, split.bodies, styles, model.materials, frame, (faces) => {
        done += faces;
        onFraction?.(done / triangles);
      });
    });
    styles.finish(frame.context);
    writer.end();
  });
  return { warnings: warningsOf([...parts.values()].map(({ split }) => split)) };
}

function solveParts(model: MeshModel): Map<number, SolvedPart> {
  const parts = new Map<number, SolvedPart>();
  const matrices = worldMatrices(model.nodes);
  for (const [index, { mesh }] of model.nodes.entries()) {
    if (mesh === undefined) continue;
    const geometry = partGeometry(model.meshes[mesh]!, matrices[index]);
    mendSlivers(geometry);
    if (geometry.triangles.length > 0) parts.set(index, { geometry, split: splitBodies(geometry) });
  }
  return parts;
}

/** Readers take points that are nearer than this as one: a power of ten far below the size of the model. */
function uncertaintyOf(parts: ReadonlyMap<number, SolvedPart>): number {
  let size = 0;
  for (const { geometry } of parts.values()) {
    const { points, triangles } = geometry;
    for (const point of triangles) {
      for (let at = point * 3; at < point * 3 + 3; at++) size = Math.max(size, Math.abs(points[at]!));
    }
  }
  if (!Number.isFinite(size)) {
    throw new Problem('target_limit_exceeded', {
      detail: 'A coordinate is too large for a number of STEP. Scale the model down.',
    });
  }
  const power = Math.floor(Math.log10(size || 1)) - 8;
  return Number(`1e${Math.min(-3, Math.max(-7, power))}`);
}

function warningsOf(splits: readonly SplitPart[]): string[] {
  const bodies = splits.flatMap((split) => split.bodies);
  const open = bodies.filter(({ closed }) => !closed).length;
  const turned = splits.reduce((sum, split) => sum + split.turned, 0);
  const crowded = splits.reduce((sum, split) => sum + split.crowdedEdges, 0);
  const warnings: string[] = [];
  if (open > 0) {
    const which = `${open} of ${bodies.length} bodies ${open === 1 ? 'is' : 'are'} not closed`;
    warnings.push(`${which}: written as open shells, not as solids.`);
  }
  if (turned > 0)
    warnings.push(`${counted(turned, 'triangle')} turned round so as to face the way the neighbours do.`);
  if (crowded > 0)
    warnings.push(
      `More than two triangles meet at ${counted(crowded, 'edge')}, so that it is not clear what is inside.`,
    );
  return warnings;
}
