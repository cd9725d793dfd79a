import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Problem } from '../../../domain/problem.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { type Archive, type ArchiveEntry, withArchive } from '../archive/open-archive.ts';
import { tellingChunks } from '../io/telling-chunks.ts';
import { tooManyTriangles } from '../limits.ts';
import type { MeshRead, OnFraction } from '../read-result.ts';
import { countFlattened } from '../tools/flatten.ts';
import { untold, within } from '../tools/shares.ts';
import type { AmfDocument } from './amf-document.ts';
import { buildModel } from './build-model.ts';
import { readDocument } from './read-document.ts';

const CHUNK_BYTES = 256 * 1024;
/** Of the time; the objects are made of it in the rest. */
const XML_READ = 0.9;

/**
 * Reads AMF (ISO/ASTM 52915:2020, versions 1.0 to 1.2), as plain XML or in a ZIP archive. Volumes of an object are
 * primitives of one mesh, constellations nodes. Curved triangles become flat; textures and formulas are lost.
 *
 * Throws `input_truncated`, `input_malformed`, `input_archive_unsafe`, `input_no_geometry` or `input_limit_exceeded`.
 */
export async function readAmf(
  path: string,
  limits: EngineLimits,
  onFraction: OnFraction = untold,
): Promise<MeshRead> {
  const document = await readEither(path, limits, within(onFraction, 0, XML_READ));
  const model = buildModel(document, limits, within(onFraction, XML_READ, 1));
  const { triangles } = countFlattened(model);
  if (triangles === 0) throw new Problem('input_no_geometry');
  if (triangles > limits.maxTriangles) throw tooManyTriangles(triangles, limits);
  return { model, warnings: [], lost: document.lost.list() };
}

async function readEither(path: string, limits: EngineLimits, onFraction: OnFraction): Promise<AmfDocument> {
  const { isZip, sizeBytes } = await lookAt(path);
  if (isZip) {
    return withArchive(path, limits.archive, (archive) =>
      readDocument(archive.chunks(findEntry(archive), onFraction), limits),
    );
  }
  const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  return readDocument(tellingChunks(chunks, sizeBytes, onFraction), limits);
}

async function lookAt(path: string): Promise<{ isZip: boolean; sizeBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return { isZip: buffer.toString('latin1') === 'PK\x03\x04', sizeBytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}

/** The standard wants one file with the name of the archive; programs choose other names. */
function findEntry({ entries }: Archive): ArchiveEntry {
  const found = entries.find(({ name }) => name.toLowerCase().endsWith('.amf')) ?? entries[0];
  if (found !== undefined) return found;
  throw new Problem('input_malformed', { detail: 'The archive holds no AMF file. Export it again.' });
}
