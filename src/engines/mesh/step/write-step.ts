import type { EngineLimits } from '../../engine-module.ts';
import { FACETED, facetModel, resolutionOf, TELL_EVERY } from '../facets/facet-model.ts';
import { type Product, productTree } from '../facets/product-tree.ts';
import { writeThrough } from '../io/file-writer.ts';
import type { MeshModel } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { counting, untold, within } from '../tools/shares.ts';
import { ColourStyles } from './colour-styles.ts';
import { stepReal } from './part21-text.ts';
import { Part21Writer } from './part21-writer.ts';
import { writeBodies } from './write-bodies.ts';
import { writeFrame, writeProducts } from './write-products.ts';

/**
 * Writes a model that is Z-up, in its unit, as AP214 STEP of flat faces: every closed connected body becomes a
 * FACETED_BREP with its cavities, every open one a shell. The node tree becomes an assembly with its names, positions
 * are in the frame of the whole model, and base colours become styles. The same model gives the same bytes.
 *
 * @param merge neighbours in one plane become one face
 *
 * Throws as `facetModel` does.
 */
export async function writeFacetedStep(
  model: MeshModel,
  path: string,
  modelName: string,
  merge: boolean,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<{ warnings: string[] }> {
  const facets = facetModel(model, { target: 'step', merge }, limits, within(onFraction, 0, FACETED));
  const onFace = counting(facets.faces, within(onFraction, FACETED, 1), TELL_EVERY);
  const root = productTree(model, modelName, (node) => facets.parts.has(node));
  writeThrough(path, limits, (file) => {
    const writer = new Part21Writer(file);
    writer.begin(modelName);
    const frame = writeFrame(writer, model.unit, stepReal(resolutionOf(facets), 1));
    const styles = new ColourStyles(writer);
    writeProducts(writer, root, frame, (product: Product) => {
      if (product.node === undefined) {
        return writer.add(`SHAPE_REPRESENTATION('',(#${frame.placement}),#${frame.context})`);
      }
      const part = facets.parts.get(product.node)!;
      return writeBodies(writer, part, styles, model.materials, frame, onFace);
    });
    styles.finish(frame.context);
    writer.end();
  });
  onFraction(1);
  return { warnings: facets.warnings };
}
