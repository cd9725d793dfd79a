import type { LossTally } from '../gltf/loss-tally.ts';
import { type SceneNode, shownType } from './syntax/scene-node.ts';

/** Nodes that say something about the file or the viewer, not about the model. */
const SAYS_NOTHING = /^(WorldInfo|NavigationInfo|Metadata\w+|FontStyle|ViewpointGroup)$/;

const KINDS: readonly (readonly [RegExp, string, string])[] = [
  [/^(Directional|Point|Spot|Environment)Light$/, 'lights', 'A mesh has none.'],
  [/^(Ortho|Geo)?Viewpoint$/, 'viewpoints', 'A mesh has none.'],
  [/Background$|^(Local)?Fog$/, 'backgrounds and fog', 'A mesh has none.'],
  [/Sound$|^AudioClip$/, 'sounds', 'A mesh has none.'],
  [
    /(Sensor|Interpolator|Sequencer|Trigger|Toggle|Filter|Follower|Chaser|Damper)$|^Script$/,
    'scripts and animations',
    'The model is read as it stands before anything moves.',
  ],
  [/^(Indexed)?LineSet$|^(Polyline|Arc|Circle)2D$/, 'lines', 'Only surfaces are read.'],
  [/^PointSet$|^Polypoint2D$|^ParticleSystem$/, 'points', 'Only surfaces are read.'],
  [/^Text$/, 'texts', 'They would need the fonts of the viewer.'],
];

/** More types of unknown nodes than this are not told apart. */
const MOST_UNKNOWN = 20;

/** Counts the nodes that have no place in a mesh, each once however often it is used. */
export class OtherNodes {
  private readonly seen = new Set<SceneNode>();
  private readonly unknown = new Set<string>();
  private readonly lost: LossTally;

  constructor(lost: LossTally) {
    this.lost = lost;
  }

  add(node: SceneNode): void {
    const { type } = node;
    if (SAYS_NOTHING.test(type)) return;
    const kind = KINDS.find(([pattern]) => pattern.test(type));
    if (kind !== undefined) this.addOf(node, kind[1], 1, kind[2]);
    else this.addOf(node, this.nameOf(type), 1, 'They are not read.');
  }

  private nameOf(type: string): string {
    const shown = shownType(type);
    if (!this.unknown.has(shown) && this.unknown.size >= MOST_UNKNOWN) return 'nodes of other types';
    this.unknown.add(shown);
    return `nodes ${shown}`;
  }

  /** Counts what is lost of a node. */
  addOf(node: SceneNode, what: string, count: number, why: string): void {
    if (this.seen.has(node)) return;
    this.seen.add(node);
    this.lost.add(what, count, why);
  }
}
