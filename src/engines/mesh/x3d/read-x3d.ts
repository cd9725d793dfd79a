import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ArchiveLimits, EngineLimits } from '../../../domain/engine-limits.ts';
import { Problem } from '../../../domain/problem.ts';
import { type LengthUnit, METRES_PER_UNIT, type UpAxis } from '../../../domain/report.ts';
import { RATIO_FLOOR_BYTES } from '../archive/ratio-floor.ts';
import { LossTally } from '../gltf/loss-tally.ts';
import { readThrough } from '../io/byte-window.ts';
import type { MeshSource } from '../mesh-source.ts';
import type { MeshModel } from '../model.ts';
import { counted, type MeshRead, type OnFraction } from '../read-result.ts';
import { untold, within } from '../tools/shares.ts';
import { type Built, buildModel } from './build-model.ts';
import { SEGMENTS } from './geometry/solids.ts';
import { loadReferences } from './load-references.ts';
import { type ByteSource, sourceOf } from './syntax/byte-source.ts';
import { readClassic } from './syntax/read-classic.ts';
import { readXml } from './syntax/read-xml.ts';
import type { Scene } from './syntax/scene-node.ts';
import { readTextures } from './textures.ts';

/** Of the time; the model is made of the nodes in the rest. */
const PARSED = 0.8;

/**
 * Reads X3D 3 and 4 (ISO/IEC 19775-1, in XML and the classic encoding) and VRML 97 (ISO/IEC 14772-1), also packed with
 * gzip: which of them a file is, its first bytes say. Metres and Y-up, as both demand, unless an option says otherwise.
 *
 * Throws `input_truncated`, `input_malformed`, `input_version_unsupported`, `input_no_geometry` or
 * `input_limit_exceeded`.
 */
export async function readX3d({
  path,
  options,
  limits,
  onFraction = untold,
  siblings,
}: MeshSource): Promise<MeshRead> {
  const lost = new LossTally();
  const parseBytes = (bytes: Uint8Array, onParsed?: OnFraction): Scene =>
    parse(sourceOf(isGzip(bytes) ? inflate(bytes, limits.archive) : bytes, onParsed), limits);
  const onParsed = within(onFraction, 0, PARSED);
  const scene = isGzip(firstBytes(path))
    ? parseBytes(readFileSync(path), onParsed)
    : readThrough(path, onParsed, (source) => parse(source, limits));
  const { textures, scenes } = await loadReferences(scene, siblings, (bytes) => parseBytes(bytes), lost);
  const images = await readTextures(textures, siblings);
  const built = buildModel(scene.roots, images, limits, lost, within(onFraction, PARSED, 1));
  if (built.meshes.length === 0) throw new Problem('input_no_geometry');
  for (const each of [scene, ...scenes]) noteStatements(each, lost);
  return {
    model: inFrame(
      built,
      scene,
      options.source_unit as LengthUnit | undefined,
      options.source_up_axis as UpAxis | undefined,
    ),
    warnings: warningsOf(built, [scene, ...scenes]),
    lost: lost.list(),
  };
}

function parse(source: ByteSource, limits: EngineLimits): Scene {
  while (source.end - source.at < 64 && source.fill());
  const head = source.bytes.toString('latin1', source.at, Math.min(source.end, source.at + 64));
  if (head === '') throw new Problem('input_truncated', { detail: 'The file is empty.' });
  return /^(\xef\xbb\xbf)?\s*#/.test(head) ? readClassic(source, limits) : readXml(source, limits);
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function firstBytes(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(2);
    readSync(fd, bytes);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function inflate(bytes: Uint8Array, { maxInflatedBytes, maxRatio }: ArchiveLimits): Uint8Array {
  const ratioBound = Math.max(maxRatio * bytes.length, RATIO_FLOOR_BYTES);
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.min(maxInflatedBytes, ratioBound, 0x7fffffff) });
  } catch (cause) {
    if (cause instanceof RangeError) {
      const detail = 'The file inflates to far more than its size. Upload it without gzip.';
      throw new Problem('input_limit_exceeded', { detail, cause });
    }
    throw new Problem('input_malformed', {
      detail: 'The gzip data of the file is damaged. Pack or export it again.',
      cause,
    });
  }
}

/** A unit that has no name here becomes a scale of the root. */
function inFrame(
  { notes: _, ...content }: Built,
  { metresPerUnit = 1 }: Scene,
  chosen: LengthUnit | undefined,
  upAxis: UpAxis = 'y',
): MeshModel {
  const frame = { upAxis, unitKnown: true } as const;
  if (chosen !== undefined) return { ...content, ...frame, unit: chosen };
  const named = Object.entries(METRES_PER_UNIT).find(
    ([, metres]) => Math.abs(metres / metresPerUnit - 1) < 1e-9,
  );
  if (named !== undefined) return { ...content, ...frame, unit: named[0] as LengthUnit };
  const matrix = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1).map((value, at) =>
    at < 15 ? value * metresPerUnit : value,
  );
  const nodes = content.nodes.map(({ parent, ...node }) => ({
    ...node,
    parent: parent === undefined ? 0 : parent + 1,
  }));
  return { ...content, ...frame, unit: 'm', nodes: [{ matrix }, ...nodes] };
}

function noteStatements({ routes, externProtos }: Scene, lost: LossTally): void {
  lost.add('routes', routes, 'The model is read as it stands before anything moves.');
  lost.add('external prototypes', externProtos, 'They are declared in other files, which are not read.');
}

function warningsOf({ notes }: Built, scenes: readonly Scene[]): string[] {
  const warnings: string[] = [];
  if (notes.rounded > 0) {
    const facets = `${SEGMENTS} facets about their axis`;
    warnings.push(`Spheres, cylinders and cones (${notes.rounded}) became ${facets}.`);
  }
  if (notes.incomplete > 0) {
    warnings.push(`${counted(notes.incomplete, 'face')} of fewer than three corners left out.`);
  }
  const missing = scenes.reduce((sum, scene) => sum + scene.missing, 0);
  if (missing > 0) {
    warnings.push(`${counted(missing, 'reference')} (USE) to nodes that the file does not name left out.`);
  }
  return warnings;
}
