import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_LIMITS } from '../../../domain/engine-limits.ts';
import type { FormatId } from '../../../domain/formats.ts';
import { Problem } from '../../../domain/problem.ts';
import { assimpVersion } from '../../provision/assimp-version.ts';
import { readMesh } from '../read-mesh.ts';
import type { MeshRead } from '../read-result.ts';
import { measure } from '../tools/measure.ts';
import { PROOF_FILES } from './proof-files.ts';

const LIMITS = { ...DEFAULT_LIMITS, maxTriangles: 100, maxVertices: 100, maxFacetedFaces: 100 };
/** In a sandbox the first may be read-only. */
const PLACES = [tmpdir(), '/dev/shm'];

const EXPECTED = {
  triangles: 4,
  bounds: { min: [10, 0, 0], max: [11, 2, 3] },
  nodes: ['Proof'],
  colours: [[1, 0.21404, 0, 1]],
  warnings: [],
};
/** 3DS knows no frame, and colours of 8 bits. */
const FRAMES: Readonly<Record<string, object>> = {
  dae: { unit: 'in', upAxis: 'z' },
  fbx: { unit: 'in', upAxis: 'z' },
  '3ds': { unit: 'mm', upAxis: 'z', colours: [[1, 0.21586, 0, 1]] },
};

/**
 * Reads a small file of each format with the assimp command and compares what is in it. Versions differ in what they
 * make of units, axes, pivots and names. Resolves with its version. Throws `engine_unavailable`.
 */
export async function proveAssimp(program: string): Promise<string> {
  const folder = await makeFolder();
  try {
    for (const [format, bytes] of Object.entries(PROOF_FILES)) {
      const path = join(folder, `proof.${format}`);
      await writeFile(path, bytes);
      const assimp = { program, besidePath: join(folder, format) };
      const read = await readMesh(format as FormatId, { path, options: {}, limits: LIMITS, assimp });
      const seen = outline(read, format as FormatId);
      const expected = { ...EXPECTED, ...FRAMES[format] };
      if (!isDeepStrictEqual(seen, expected)) {
        throw new Error(
          `it reads ${format} otherwise: ${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`,
        );
      }
    }
    return assimpVersion(program);
  } catch (cause) {
    throw new Problem('engine_unavailable', {
      detail: 'The assimp command of this server does not work as expected.',
      cause,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function outline({ model, warnings }: MeshRead, format: FormatId) {
  const { triangles, bounds, unit, upAxis } = measure(model, format);
  return {
    triangles,
    bounds: { min: bounds!.min.map(rounded), max: bounds!.max.map(rounded) },
    nodes: model.nodes.map(({ name }) => name),
    colours: model.materials.map(({ baseColour }) => baseColour.map(rounded)),
    warnings,
    unit,
    upAxis,
  };
}

/** assimp computes with 32-bit floats. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5 + 0;

async function makeFolder(): Promise<string> {
  for (const place of PLACES.slice(0, -1)) {
    const made = await mkdtemp(join(place, 'converto-assimp-')).catch(() => undefined);
    if (made !== undefined) return made;
  }
  return mkdtemp(join(PLACES.at(-1)!, 'converto-assimp-'));
}
