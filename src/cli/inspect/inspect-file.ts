import { join, resolve } from 'node:path';
import type { Format } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import type { OpenedEngine } from '../../engines/open-engine.ts';
import { percentOf } from '../../use-cases/progress-scale.ts';
import { modelNameOf, sourceFormatOf } from '../format-of.ts';
import { parseSourceOptions } from '../option-values.ts';
import type { BarState } from '../progress-bars.ts';
import { checkSource } from '../source-file.ts';
import { DASH } from '../source-files.ts';
import { saveStandardInput, withPipeFolder } from '../standard-streams.ts';
import type { InspectedFile } from './describe-inspection.ts';

/** Rejects with a Problem, a CliFailure or the signal's reason. */
export function inspectFile(
  engine: Pick<OpenedEngine, 'capabilities' | 'inspect'>,
  path: string,
  { from, option }: { from: string | undefined; option: readonly string[] },
  signal: AbortSignal,
  onState: (state: BarState) => void,
): Promise<InspectedFile> {
  return withPipeFolder(async (folder) => {
    const format = sourceFormatOf(path, from);
    const options = parseSourceOptions(pairOf(engine, format), option);
    const input = join(folder, `input${format.extensions[0]}`);
    if (path === DASH) await saveStandardInput(input, signal);
    const sourcePath = path === DASH ? input : path;
    const shown = path === DASH ? 'standard input' : path;
    const sizeBytes = await checkSource(sourcePath, format, shown);
    const inspection = await engine.inspect(
      {
        sourceFormat: format.id,
        targetFormat: format.id,
        sourcePath: resolve(sourcePath),
        targetPath: join(folder, 'scratch'),
        modelName: modelNameOf(path),
        options,
      },
      {
        signal,
        onProgress: (progress) => onState({ stage: progress.stage, percent: percentOf(progress) }),
      },
    );
    return { path: shown, sizeBytes, inspection };
  });
}

/** Any pair that reads this format knows how it can be read. */
function pairOf(engine: Pick<OpenedEngine, 'capabilities'>, format: Format) {
  const pair = engine.capabilities().find(({ source }) => source === format.id);
  if (pair !== undefined) return pair;
  throw new Problem('pair_unsupported', { detail: `${format.name} is written here, but not read.` });
}
