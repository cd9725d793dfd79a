import type { LossTally } from '../../gltf/loss-tally.ts';
import type { StagePrim } from '../stage/stage-prim.ts';

const GEOMETRY_ONLY = 'Only geometry and its appearance are converted.';

interface Ignored {
  types: RegExp;
  what: string;
  why: string;
}

const IGNORED: readonly Ignored[] = [
  { types: /Camera$/, what: 'cameras', why: GEOMETRY_ONLY },
  { types: /Light(_\d+)?$/, what: 'lights', why: GEOMETRY_ONLY },
  {
    types: /^(BasisCurves|NurbsCurves|HermiteCurves|Points|GaussianSplats|ParticleField.*)$/,
    what: 'curves and points',
    why: 'Only surfaces are converted.',
  },
  {
    types: /^(NurbsPatch|TetMesh|Volume)$/,
    what: 'patches and volumes',
    why: 'Only meshes, and shapes such as spheres, are read.',
  },
  { types: /^Skeleton$/, what: 'skeletons', why: 'Meshes keep the points of the file, in no pose.' },
  { types: /^SkelAnimation$/, what: 'animations', why: 'The model is converted as it stands without them.' },
  { types: /^BlendShape$/, what: 'morph targets', why: 'The mesh is converted in its base shape.' },
];

/** Prims that belong to others, and are read with them or not at all. */
const PARTS_OF_OTHERS = new Set(['Material', 'Shader', 'NodeGraph', 'GeomSubset']);

/** True where nothing below the prim is part of the scene. */
export const isPartOfOthers = ({ typeName }: StagePrim): boolean => PARTS_OF_OTHERS.has(typeName);

/** Counts what the model has no place for. */
export function noteIgnored(prim: StagePrim, lost: LossTally): void {
  const { typeName } = prim;
  const ignored = IGNORED.find(({ types }) => types.test(typeName));
  if (ignored) lost.add(ignored.what, 1, ignored.why);
  if (prim.hasClips) lost.add('animations', 1, 'The model is converted as it stands without them.');
  let moving = 0;
  for (const name of prim.propertyNames()) if (prim.sampleCount(name) > 1) moving += 1;
  lost.add('animated values', moving, 'Each was taken at no time, or at the earliest that it has.');
}
