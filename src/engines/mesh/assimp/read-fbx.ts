import { readFile } from 'node:fs/promises';
import type { MeshReader } from '../mesh-source.ts';
import { limitsOf, refuseLargeFile } from './assimp-limits.ts';
import { checkFbx } from './check-fbx.ts';
import type { FbxFacts } from './fbx-facts.ts';
import { hideSkins } from './hide-skins.ts';
import { readWithAssimp } from './read-with-assimp.ts';
import { type Axes, type Axis, cross, sceneFrame } from './scene-frame.ts';

const METRES_PER_CENTIMETRE = 0.01;

/** FBX through assimp, in the unit and with the up-axis of GlobalSettings. Throws a Problem whose code begins with `input_`. */
export const readFbx: MeshReader = async (source) => {
  const limits = limitsOf(source);
  await refuseLargeFile(source.path, 'FBX', limits);
  const bytes = await readFile(source.path);
  const facts = checkFbx(bytes, limits);
  hideSkins(bytes, facts);
  const { settings, cameras, lights, skins, faces } = facts;
  const centimetres = settings.get('UnitScaleFactor');
  const { axes, mirrored } = axesOf(settings);
  const { frame, place, warnings } = sceneFrame((centimetres ?? 1) * METRES_PER_CENTIMETRE, axes);
  if (centimetres === undefined) {
    warnings.push('The FBX file names no unit; centimetres, the default of FBX, were taken.');
  }
  if (mirrored) warnings.push('The FBX file names axes that mirror the model; only its up-axis was taken.');
  return readWithAssimp(
    'model.fbx',
    bytes,
    { frame, placement: place ? { place } : {}, cameras, lights, skins, faces, warnings },
    source,
  );
};

/** Y-up, as FBX has it by default, where the settings do not name three different axes. */
function axesOf(settings: FbxFacts['settings']): { axes: Axes; mirrored: boolean } {
  const axis = (name: string, otherwise: number): Axis => {
    const at = settings.get(`${name}Axis`) ?? otherwise;
    const sign = (settings.get(`${name}AxisSign`) ?? 1) < 0 ? -1 : 1;
    const vector: Axis = [0, 0, 0];
    if (at === 0 || at === 1 || at === 2) vector[at] = sign;
    return vector;
  };
  const [right, up, front] = [axis('Coord', 0), axis('Up', 1), axis('Front', 2)];
  if (same(cross(right, up), front)) return { axes: { right, up, front }, mirrored: false };
  const isZUp = up[2] === 1;
  const standard: Axes = isZUp
    ? { right: [1, 0, 0], up: [0, 0, 1], front: [0, -1, 0] }
    : { right: [1, 0, 0], up: [0, 1, 0], front: [0, 0, 1] };
  return { axes: standard, mirrored: true };
}

const same = (a: Axis, b: Axis): boolean => a.every((value, at) => value === b[at]);
