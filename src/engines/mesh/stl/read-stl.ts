import { Problem } from '../../../domain/problem.ts';
import type { Loss } from '../../../domain/report.ts';
import type { EngineLimits } from '../../engine-module.ts';
import { readThrough } from '../io/byte-window.ts';
import type { MeshModel } from '../model.ts';
import { assumedFrame, counted, type MeshOptions, type MeshRead, type OnFraction } from '../read-result.ts';
import { inspectStl } from './inspect-stl.ts';
import { readAsciiStl } from './read-ascii-stl.ts';
import { readBinaryStl } from './read-binary-stl.ts';
import type { StlSolid } from './stl-solid.ts';

/**
 * Reads binary and ASCII STL (3D Systems, StereoLithography Interface Specification, 1988; several solids in one ASCII
 * file as most programs write them). Facet normals are not kept: the order of the corners says the same.
 *
 * Throws `input_truncated`, `input_malformed`, `input_no_geometry` or `input_limit_exceeded`.
 */
export async function readStl(
  path: string,
  options: MeshOptions,
  limits: EngineLimits,
  onFraction?: OnFraction,
): Promise<MeshRead> {
  return readThrough(path, onFraction, (window) => {
    const kind = inspectStl(window, limits);
    const lost: Loss[] = [];
    if (kind.encoding === 'ascii') return toMeshRead(readAsciiStl(window, limits), options, lost);
    const { solid, coloured } = readBinaryStl(window, kind.triangles, limits);
    if (coloured > 0) {
      const why =
        'Programs disagree on what the two spare bytes of a binary STL facet mean; they are not read.';
      lost.push({ what: 'facet attributes', count: coloured, why });
    }
    return toMeshRead([solid], options, lost);
  });
}

function toMeshRead(solids: StlSolid[], options: MeshOptions, lost: Loss[]): MeshRead {
  const filled = solids.filter(({ indices }) => indices.length > 0);
  if (filled.length === 0) throw new Problem('input_no_geometry');
  const collapsed = solids.reduce((sum, solid) => sum + solid.collapsed, 0);
  const model: MeshModel = {
    ...assumedFrame(options),
    nodes: filled.map(({ name }, mesh) => (name === '' ? { mesh } : { name, mesh })),
    meshes: filled.map(({ positions, indices }) => ({ primitives: [{ positions, indices }] })),
    materials: [],
    images: [],
  };
  const warnings =
    collapsed === 0 ? [] : [`${counted(collapsed, 'triangle')} without area (two equal corners) left out.`];
  return { model, warnings, lost };
}
