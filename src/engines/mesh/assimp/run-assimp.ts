import { lstat, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Problem } from '../../../domain/problem.ts';
import { programEnvironment } from '../../external/program-environment.ts';
import { type ProgramEnd, runProgram } from '../../external/run-program.ts';
import { withScratchFolder } from '../../scratch-folder.ts';
import type { AssimpCommand } from '../mesh-source.ts';

const SCENE = 'scene.glb';
/**
 * The steps of assimpjs, but for joining equal vertices: the export does that anyway, and where the import had done it
 * assimp would take them apart again, and compare every corner with every weight of a skin. The log goes to stderr.
 */
const OPTIONS = ['-fglb2', '-tri', '-guv', '-sbpt', '-l'];
/** Node reads no larger file. */
const MOST_SCENE_BYTES = 2 ** 31 - 1;

/** What it says in its log of the importer that it takes. Another one could read any file that the model names. */
const IMPORTERS: Readonly<Record<string, string>> = {
  '.dae': 'Collada Importer',
  '.fbx': 'Autodesk FBX Importer',
  '.3ds': 'Discreet 3DS Importer',
};
const IMPORTER = /Found a matching importer for this file format: ([^\n]*?)\.?\r?\n/;
const LOG_START_LENGTH = 4096;

/**
 * The scene of one file as a binary glTF, by the assimp command in a scratch folder that holds this file and no other.
 * @param fileName with the extension by which assimp chooses its reader
 * Throws `engine_crashed` where it does anything but write a scene.
 */
export function runAssimp(
  { program, besidePath }: AssimpCommand,
  fileName: string,
  bytes: Uint8Array,
): Promise<Buffer> {
  return withScratchFolder(besidePath, async (folder) => {
    await writeFile(join(folder, fileName), bytes);
    let log = '';
    const end = await runProgram({
      program,
      args: ['export', fileName, SCENE, ...OPTIONS],
      folder,
      env: programEnvironment(folder),
      group: 'ours',
      diskBytes: bytes.length + MOST_SCENE_BYTES,
      onOutput(stream, text) {
        if (stream === 'stderr' && log.length < LOG_START_LENGTH) log += text;
      },
    });
    requireSuccess(end);
    const importer = IMPORTER.exec(log)?.[1];
    if (importer !== IMPORTERS[extname(fileName)]) throw brokeDown(`it took the importer ${importer}`);
    const path = join(folder, SCENE);
    const written = await lstat(path).catch(() => undefined);
    if (!written?.isFile()) throw brokeDown('it wrote no scene');
    return readFile(path);
  });
}

function requireSuccess({ reason, error, exitCode, signal, lastWords }: ProgramEnd): void {
  if (reason === undefined && error === undefined && exitCode === 0) return;
  const how = error?.message ?? reason ?? signal ?? `exit code ${exitCode}`;
  throw brokeDown(`${how}; last words: ${lastWords}`);
}

export const brokeDown = (how: string, cause?: unknown): Problem =>
  new Problem('engine_crashed', {
    detail: 'The assimp command broke down on this model. Check the model in the program that wrote it.',
    cause: new Error(`assimp: ${how}`, { cause }),
  });
