import { readFile } from 'node:fs/promises';
import type { MeshReader } from '../mesh-source.ts';
import { limitsOf, refuseLargeFile } from './assimp-limits.ts';
import { checkDae, type DaeFacts } from './check-dae.ts';
import { readWithAssimp } from './read-with-assimp.ts';
import { type Axes, cross, sceneFrame } from './scene-frame.ts';

/** COLLADA 1.5, table of `up_axis`: which way is right and which is up. */
const AXES: Readonly<Record<DaeFacts['upAxis'], Pick<Axes, 'right' | 'up'>>> = {
  X_UP: { right: [0, -1, 0], up: [1, 0, 0] },
  Y_UP: { right: [1, 0, 0], up: [0, 1, 0] },
  Z_UP: { right: [1, 0, 0], up: [0, 0, 1] },
};

/** COLLADA through assimp, in the unit and with the up-axis that the file names. Throws a Problem whose code begins with `input_`. */
export const readDae: MeshReader = async (source) => {
  const limits = limitsOf(source);
  await refuseLargeFile(source.path, 'COLLADA', limits);
  const facts = checkDae(await readFile(source.path), limits, (share) => source.onFraction?.(share * 0.1));
  const { right, up } = AXES[facts.upAxis];
  const { frame, place, warnings } = sceneFrame(facts.metresPerUnit, { right, up, front: cross(right, up) });
  return readWithAssimp(
    'model.dae',
    facts.bytes,
    {
      frame,
      placement: { ...(place && { place }), undo: () => undefined }, // the unit and the axis, by assimp
      nodeName: (id) => facts.nodeNames.get(id) ?? id,
      meshName: (id) => facts.geometryNames.get(id) ?? id,
      cameras: facts.cameras,
      lights: facts.lights,
      faces: facts.faces,
      warnings,
    },
    source,
  );
};
