import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineJob } from '../../domain/engine-port.ts';
import { extensionOf, type FormatId, findFormat } from '../../domain/formats.ts';
import { Problem } from '../../domain/problem.ts';
import { contentProblem, SNIFF_BYTES } from '../../domain/sniff.ts';
import type { EngineLimits } from '../engine-module.ts';
import { withScratchFolder } from '../scratch-folder.ts';
import { shownName } from './archive/entry-name.ts';
import { type Archive, type ArchiveEntry, withArchive } from './archive/open-archive.ts';
import { siblingsOf } from './archive/siblings.ts';
import type { MeshSource } from './mesh-source.ts';
import { isReadable, readMesh } from './read-mesh.ts';
import type { MeshRead, OnFraction } from './read-result.ts';
import { refuseBigSource } from './refuse-big-source.ts';
import { within } from './tools/shares.ts';

export interface SourceRead extends MeshRead {
  /** Of the model itself, where it came in an archive. */
  format: FormatId;
}

/** Taking the model out of its archive takes about this share of the time. */
const EXTRACTED = 0.1;
/** So many names fit into a sentence. */
const MOST_NAMES = 8;

/**
 * Reads what was uploaded: a model, or a ZIP archive of one model and the files that it refers to.
 * @param program the assimp command, to read what assimp reads
 */
export async function readSource(
  { sourceFormat, sourcePath: path, targetPath, options }: EngineJob,
  limits: EngineLimits,
  onFraction: OnFraction,
  program?: string,
): Promise<SourceRead> {
  const given = {
    options,
    limits,
    onFraction,
    ...(program !== undefined && { assimp: { program, besidePath: targetPath } }),
  };
  const readWithin = async (format: FormatId, source: MeshSource): Promise<MeshRead> => {
    const read = await readMesh(format, source);
    refuseBigSource(read.model, limits);
    return read;
  };
  if (sourceFormat !== 'zip') {
    return { format: sourceFormat, ...(await readWithin(sourceFormat, { ...given, path })) };
  }
  return withArchive(path, limits.archive, async (archive) => {
    const { entry, format } = chooseModel(archive, options.archive_model as string | undefined);
    return withScratchFolder(targetPath, async (folder) => {
      const extracted = join(folder, `model.${format}`);
      await archive.extract(entry, extracted, within(onFraction, 0, EXTRACTED));
      await requireContent(extracted, format);
      const siblings = siblingsOf(archive, entry);
      const rest = within(onFraction, EXTRACTED, 1);
      const read = await readWithin(format, { ...given, path: extracted, siblings, onFraction: rest });
      return { format, ...read, warnings: [...linksLeftOut(archive), ...read.warnings] };
    });
  });
}

interface Candidate {
  entry: ArchiveEntry;
  format: FormatId;
}

/** @param given its name, where the archive has several */
function chooseModel(archive: Archive, given: string | undefined): Candidate {
  const candidates = archive.entries.flatMap((entry): Candidate[] => {
    const format = formatOf(entry.name);
    return format === undefined || isBookkeeping(entry.name) ? [] : [{ entry, format }];
  });
  const names = candidates.slice(0, MOST_NAMES).map(({ entry }) => shownName(entry.name));
  const listed = names.join(', ') + (candidates.length > MOST_NAMES ? ' and more' : '');
  if (given !== undefined) {
    const entry = archive.find(given.replaceAll('\\', '/').replace(/^(\.?\/)+/, ''));
    const found = candidates.find((candidate) => candidate.entry === entry);
    if (found !== undefined) return found;
    const there = names.length === 0 ? 'It has no model at all.' : `It has ${listed}.`;
    throw wrongModel(`The archive has no model ${shownName(given)}. ${there}`);
  }
  const [only, ...more] = candidates;
  if (only === undefined) throw wrongModel('The archive has no file of a format that is read from archives.');
  if (more.length === 0) return only;
  throw wrongModel(
    `The archive has several models: ${listed}. Name one in the option archive_model, or leave the others out.`,
  );
}

/** An archive in an archive is no model; nor are exact models, which refer to no files. */
function formatOf(name: string): FormatId | undefined {
  const format = findFormat(extensionOf(name.split('/').at(-1)!))?.id;
  return format !== undefined && isReadable(format) ? format : undefined;
}

/** What macOS and other systems leave in archives. */
const isBookkeeping = (name: string): boolean =>
  name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');

/** As the first bytes of an upload are looked at: some readers trust that somebody has. */
async function requireContent(path: string, format: FormatId): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    const wrong = contentProblem(format, buffer.subarray(0, bytesRead));
    if (wrong !== undefined) throw new Problem('input_malformed', { detail: `In the archive: ${wrong}` });
  } finally {
    await file.close();
  }
}

const linksLeftOut = ({ links }: Archive): string[] =>
  links === 0
    ? []
    : [`${links === 1 ? 'A symbolic link' : `${links} symbolic links`} in the archive left out.`];

const wrongModel = (detail: string): Problem => new Problem('input_archive_model', { detail });
