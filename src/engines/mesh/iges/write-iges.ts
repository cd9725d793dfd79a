import type { EngineLimits } from '../../engine-module.ts';
import { countItems, FACETED, facetModel, resolutionOf, TELL_EVERY } from '../facets/facet-model.ts';
import type { MeshModel } from '../model.ts';
import { nodeName, partNames } from '../part-names.ts';
import type { OnFraction } from '../read-result.ts';
import { counting, untold, within } from '../tools/shares.ts';
import { IgesColours } from './iges-colours.ts';
import { IgesWriter } from './iges-writer.ts';
import { SolidWriter } from './write-solids.ts';

/**
 * Writes a model that is Z-up, in its unit, as IGES 5.3: every closed connected body becomes a manifold solid (186)
 * with its cavities, every open one an open shell (514), all of planes and straight edges. Each part is one entity with
 * a name (406 form 15): its body, or a group (402 form 7) of them. Colours are those of bodies and faces. The same model
 * gives the same bytes. Throws as `facetModel` does.
 *
 * @param merge neighbours in one plane become one face
 */
export async function writeFacetedIges(
  model: MeshModel,
  path: string,
  modelName: string,
  merge: boolean,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<{ warnings: string[] }> {
  const facets = facetModel(model, { target: 'iges', merge }, limits, within(onFraction, 0, FACETED));
  const onWritten = within(onFraction, FACETED, 1);
  const nodes = [...facets.parts.keys()].map((index) => model.nodes[index]!);
  const names = partNames(
    nodes.map((node) => nodeName(node, model.meshes)),
    modelName,
  );
  const writer = new IgesWriter(path, limits, {
    name: modelName,
    unit: model.unit,
    resolution: resolutionOf(facets),
    size: facets.size,
  });
  try {
    const colours = new IgesColours(writer);
    const directions = new Map<string, number>();
    const onItem = counting(countItems(facets), onWritten, TELL_EVERY);
    for (const [at, part] of [...facets.parts.values()].entries()) {
      writer.begin(406);
      writer.integer(1);
      writer.string(names[at]!);
      const properties = [writer.end({ form: 15, definition: true, dependent: true })];
      const solids = new SolidWriter(writer, part, colours, model.materials, directions, onItem);
      const isAlone = part.bodies.length === 1;
      const bodies = part.bodies.map((body) => {
        return solids.writeBody(body, isAlone ? properties : [], !isAlone);
      });
      if (isAlone) continue;
      writer.begin(402);
      writer.integer(bodies.length);
      for (const body of bodies) writer.integer(body);
      writer.end({ form: 7, properties });
    }
    writer.finish();
  } finally {
    writer.close();
  }
  onFraction(1);
  return { warnings: facets.warnings };
}
