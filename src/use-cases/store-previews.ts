import type { Conversion, NamedFile, PreviewFile, Previews } from '../domain/conversion.ts';
import { stemOf } from '../domain/formats.ts';
import type { Workspace } from '../domain/ports.ts';
import type { MadePreview, PreviewParts } from './make-previews.ts';
import { publicReason } from './public-reason.ts';

/** What follows the stem of a file's name. */
const ENDINGS: Readonly<Record<keyof Previews, string>> = {
  original: '.original-preview.glb',
  converted: '.preview.glb',
  thumbnail: '.thumbnail.png',
};

/**
 * Stores previews beside the converted file. Never rejects: what cannot be stored costs a sentence, so that whoever
 * stored the converted file before learns of every key that has been taken.
 * @param convertedKey ends with the name that the stored file has
 */
export async function storePreviews(
  { logger }: Pick<PreviewParts, 'logger'>,
  { id, original }: Conversion,
  convertedKey: string,
  workspace: Workspace,
  made: readonly MadePreview[],
  signal: AbortSignal,
): Promise<{ previews: Previews; warnings: string[] }> {
  const previews: { -readonly [Role in keyof Previews]: NamedFile & Partial<PreviewFile> } = {};
  const warnings: string[] = [];
  for (const { role, nameInWorkspace, counts } of made) {
    const ending = ENDINGS[role];
    try {
      const stored = await workspace.store(nameInWorkspace, stemOf(convertedKey) + ending, signal);
      previews[role] = { ...stored, fileName: stemOf(original.fileName) + ending, ...counts };
    } catch (error) {
      const why = whyNot(error, signal);
      warnings.push(`The ${role === 'thumbnail' ? 'thumbnail' : 'preview'} could not be stored: ${why}`);
      if (!signal.aborted)
        logger.warn({ err: error, conversionId: id, role }, 'a preview could not be stored');
    }
  }
  return { previews: previews as Previews, warnings };
}

function whyNot(error: unknown, { aborted }: AbortSignal): string {
  if (aborted) return 'The worker was stopped meanwhile.';
  return publicReason(error);
}
