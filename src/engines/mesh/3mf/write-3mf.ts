import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { writeZip } from '../archive/write-zip.ts';
import type { MeshModel } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { CONTENT_TYPES, MODEL_RELATIONSHIP, RELATIONSHIPS, TEXTURE_RELATIONSHIP } from './namespaces.ts';
import { planObjects } from './plan-objects.ts';
import { type PlannedPackage, planPackage } from './plan-package.ts';
import { writeModelPart } from './write-model-part.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** A triangle with its share of a vertex takes about 100 bytes of XML. */
const HUGE_TRIANGLES = 20_000_000;

/**
 * Writes a model as 3MF (core specification 1.3 with the materials extension) in its own unit: an object for each mesh,
 * components and build items for its nodes. Materials become base materials, colours of vertices color groups, base
 * colour images textures. Normals have no place in it. The model is Z-up. The same model gives the same bytes.
 */
export async function write3mf(
  model: MeshModel,
  path: string,
  title: string,
  onFraction?: OnFraction,
  limits: OutputLimit = DEFAULT_LIMITS,
): Promise<{ warnings: string[] }> {
  const plan = planPackage(model);
  const objects = planObjects(model, plan.nextId);
  const triangles = model.meshes.flatMap(({ primitives }) =>
    primitives.map(({ indices }) => indices.length / 3),
  );
  const mayBeHuge = triangles.reduce((sum, count) => sum + count, 0) > HUGE_TRIANGLES;
  await writeZip(path, limits, async (zip) => {
    await zip.add('[Content_Types].xml', [contentTypes()]);
    await zip.add('_rels/.rels', [
      relationships([{ type: MODEL_RELATIONSHIP, target: '/3D/3dmodel.model' }]),
    ]);
    if (plan.textures.length > 0) await zip.add('3D/_rels/3dmodel.model.rels', [textureRelationships(plan)]);
    for (const { path: target, image } of plan.textures) {
      await zip.add(target.slice(1), [model.images[image]!.bytes], { stored: true });
    }
    await zip.add('3D/3dmodel.model', writeModelPart(model, plan, objects, title, onFraction), { mayBeHuge });
  });
  onFraction?.(1);
  return { warnings: plan.warnings };
}

const textureRelationships = ({ textures }: PlannedPackage): Buffer =>
  relationships(textures.map(({ path }) => ({ type: TEXTURE_RELATIONSHIP, target: path })));

function relationships(targets: readonly { type: string; target: string }[]): Buffer {
  const lines = targets.map(
    ({ type, target }, index) => `<Relationship Id="rel${index}" Type="${type}" Target="${target}"/>\n`,
  );
  return Buffer.from(`${HEAD}<Relationships xmlns="${RELATIONSHIPS}">\n${lines.join('')}</Relationships>\n`);
}

function contentTypes(): Buffer {
  const types = {
    rels: 'application/vnd.openxmlformats-package.relationships+xml',
    model: 'application/vnd.ms-package.3dmanufacturing-3dmodel+xml',
    png: 'image/png',
    jpg: 'image/jpeg',
  };
  const lines = Object.entries(types).map(
    ([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>\n`,
  );
  return Buffer.from(`${HEAD}<Types xmlns="${CONTENT_TYPES}">\n${lines.join('')}</Types>\n`);
}
