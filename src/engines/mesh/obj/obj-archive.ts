import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputLimit } from '../../output-limit.ts';
import { withScratchFolder } from '../../scratch-folder.ts';
import { adoptEqualArrays } from '../adopt-equal-arrays.ts';
import { withArchive } from '../archive/open-archive.ts';
import { siblingsOf } from '../archive/siblings.ts';
import { writeZip } from '../archive/write-zip.ts';
import { takeInventory } from '../inventory.ts';
import { tellingChunks } from '../io/telling-chunks.ts';
import type { MeshTarget } from '../mesh-target.ts';
import type { Material, MeshModel } from '../model.ts';
import type { OnFraction } from '../read-result.ts';
import { measure } from '../tools/measure.ts';
import { within } from '../tools/shares.ts';
import { materialNames } from './material-names.ts';
import { readObj } from './read-obj.ts';
import { imagesOfMtl, mtlOf, textureNames } from './write-mtl.ts';
import { writeObj } from './write-obj.ts';

const MODEL = 'model.obj';
const LIBRARY = 'model.mtl';
/** What we wrote ourselves is as large as it has to be. */
const NO_LIMITS = { maxInflatedBytes: Number.MAX_SAFE_INTEGER, maxRatio: Number.MAX_SAFE_INTEGER };

/** Writes a ZIP archive of an OBJ file, its material library and the textures that the library has a place for. */
export async function writeObjArchive(
  model: MeshModel,
  path: string,
  modelName: string,
  onFraction: OnFraction,
  limits: OutputLimit,
): Promise<void> {
  const used = listUsed(model);
  const names = materialNames(model.materials);
  const textures = textureNames(model.images);
  const library = used.map((index) => mtlOf(model.materials[index]!, names[index]!, textures)).join('\n');
  const images = new Set(used.flatMap((index) => imagesOfMtl(model.materials[index]!)));
  await withScratchFolder(path, async (folder) => {
    const objPath = join(folder, MODEL);
    writeObj(model, objPath, modelName, within(onFraction, 0, 0.5), LIBRARY, limits);
    const { size } = await stat(objPath);
    const obj = tellingChunks(createReadStream(objPath), size, within(onFraction, 0.5, 1));
    await writeZip(path, limits, async (zip) => {
      await zip.add(MODEL, obj, { mayBeHuge: true });
      await zip.add(LIBRARY, [Buffer.from(`# Materials written by converto\n${library}`)]);
      for (const image of [...images].toSorted((a, b) => a - b)) {
        await zip.add(textures[image]!, [model.images[image]!.bytes], { stored: true });
      }
    });
  });
  onFraction(1);
}

function listUsed({ meshes, materials }: MeshModel): number[] {
  const used = new Set(meshes.flatMap(({ primitives }) => primitives.map(({ material }) => material)));
  return materials.map((_: Material, index) => index).filter((index) => used.has(index));
}

/** Reads such an archive as an upload of it would be read. */
export const readBackObjArchive =
  (frame: MeshTarget['frame']): MeshTarget['readBack'] =>
  async ({ targetFormat, targetPath, options }, limits, onFraction, written) => {
    const { unit, upAxis } = frame(options);
    return withArchive(targetPath, { ...limits.archive, ...NO_LIMITS }, (archive) =>
      withScratchFolder(targetPath, async (folder) => {
        const entry = archive.find(MODEL)!;
        const path = join(folder, MODEL);
        await archive.extract(entry, path, within(onFraction, 0, 0.1));
        const { model: read } = await readObj(
          path,
          { source_unit: unit, source_up_axis: upAxis },
          limits,
          within(onFraction, 0.1, 0.5),
          siblingsOf(archive, entry),
        );
        const model = adoptEqualArrays(read, written);
        return {
          target: measure(model, targetFormat, within(onFraction, 0.5, 1)),
          after: takeInventory(model),
        };
      }),
    );
  };
