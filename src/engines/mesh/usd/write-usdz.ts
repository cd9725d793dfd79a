import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { OutputLimit } from '../../output-limit.ts';
import { writeZip } from '../archive/write-zip.ts';
import type { MeshModel } from '../model.ts';
import { counted, type OnFraction } from '../read-result.ts';
import { TextureFiles } from './write/texture-files.ts';
import { writeLayer } from './write/write-layer.ts';

/** https://openusd.org/release/spec_usdz.html: nothing is compressed, data begins at a multiple of 64 bytes. */
const ENTRY = { stored: true, align: 64 };

/**
 * Writes a USDZ package: one layer of text, which must be the first file, and the images that its materials use. The
 * model is written in its own unit and frame, which the layer says. The same model gives the same bytes.
 *
 * Throws `target_limit_exceeded` where the package would be longer than its format can say.
 */
export async function writeUsdz(
  model: MeshModel,
  path: string,
  modelName: string,
  onFraction?: OnFraction,
  limits: OutputLimit = DEFAULT_LIMITS,
): Promise<{ warnings: string[] }> {
  const textures = new TextureFiles(model.images);
  await writeZip(path, limits, async (zip) => {
    await zip.add('model.usda', writeLayer(model, modelName, textures, onFraction), ENTRY);
    for (const { name, bytes } of textures.files) await zip.add(name, [bytes], ENTRY);
  });
  onFraction?.(1);
  const unlit = model.materials.filter((material) => material.unlit).length;
  const sentence = `${counted(unlit, 'material')} without light will be lit: USD has no word for it here.`;
  return { warnings: unlit > 0 ? [sentence] : [] };
}
