import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { pythonTool } from '../../scripts/ci/python-tool.mjs';
import type { FormatId } from '../../src/domain/formats.ts';
import { gltfTransform } from '../engines/gltf/gltf-transform.ts';
import { readMeshIndependently } from '../support/independent-reader.ts';
import { openOcct8 } from '../support/occt8.ts';
import { openPythonReader } from '../support/python-reader.ts';
import { openUsdCore, type SeenByUsd } from '../support/usd-core.ts';
import { type Figures, inMillimetres } from './golden-figures.ts';
import { type Looks, looksOfGltf, looksOfObj, looksOfOff, looksOfStl, looksOfUsd } from './golden-looks.ts';

/** Figures that a format cannot have, and what its reader does not see, are absent. */
export interface Seen {
  figures: Figures;
  looks?: Looks;
  /** What checkers of the format have against the file. */
  complaints: string[];
}

const withLib3mf = pythonTool('lib3mf==2.5.0', 'python');
const withLxml = pythonTool('lxml==6.1.3', 'python');
const SCHEMA = fileURLToPath(new URL('../engines/3mf/schemas/all.xsd', import.meta.url));

/**
 * Programs that are not ours, each started once: OCCT 8 in Python, assimp, gltf-transform, lib3mf and the XSDs of 3MF,
 * OpenUSD. What is asked of one that is not here is answered with undefined.
 */
export function openReaders(t: Test): (path: string, format: FormatId) => Promise<Seen | undefined> {
  const seeWithOcct = openOcct8(t);
  const askLib3mf = openPythonReader(t, withLib3mf, 'lib3mf_reader.py');
  const askXsd = openPythonReader(t, withLxml, 'xsd_reader.py');
  const askUsd = openUsdCore(t);
  const gltf = gltfTransform();

  async function readMesh(path: string, format: FormatId): Promise<Seen> {
    const figures = await readMeshIndependently(path, format);
    const seen = { figures, complaints: [] };
    switch (format) {
      case 'glb':
      case 'gltf':
        return { ...seen, looks: looksOfGltf(await (await gltf).read(path)) };
      case 'obj':
        return { ...seen, looks: looksOfObj(readFileSync(path, 'latin1')) };
      case 'off':
        return { ...seen, looks: looksOfOff(readFileSync(path, 'latin1')) };
      case 'ply':
        return { ...seen, looks: { names: [], colours: [...figures.vertexColours] } };
      case '3mf':
        return {
          figures,
          ...(askLib3mf && { looks: await askLib3mf<Looks>({ path }) }),
          complaints: (await askXsd?.<string[]>({ path, schema: SCHEMA })) ?? [],
        };
      default:
        return { ...seen, looks: looksOfStl(readFileSync(path, 'latin1')) };
    }
  }

  return async (path, format) => {
    switch (format) {
      case 'step':
      case 'iges':
      case 'brep': {
        const seen = await seeWithOcct?.(format, path);
        return seen && { figures: seen, looks: seen, complaints: [] };
      }
      case 'usd':
      case 'usdz': {
        const seen = await askUsd?.(path);
        return seen && { figures: figuresOfUsd(seen), looks: looksOfUsd(seen), complaints: seen.complaints };
      }
      default:
        return readMesh(path, format);
    }
  };
}

const figuresOfUsd = ({ triangles, area, bounds, metersPerUnit, upAxis }: SeenByUsd): Figures =>
  inMillimetres({ triangles, area, min: bounds[0], max: bounds[1] }, metersPerUnit, upAxis === 'Y');
