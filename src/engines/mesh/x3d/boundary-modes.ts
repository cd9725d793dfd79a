import type { Image, Wrapping } from '../model.ts';
import { wrapping } from '../tools/wrapping.ts';
import { flagOf, nodeOf, type SceneNode, stringsOf } from './syntax/scene-node.ts';

type Direction = 'S' | 'T';

/** ISO/IEC 19775-1, TextureProperties. A boundary has a colour, for which materials have no place: the edge goes on. */
const BOUNDARY_MODES: Readonly<Record<string, Wrapping>> = {
  CLAMP: 'clamp',
  CLAMP_TO_EDGE: 'clamp',
  CLAMP_TO_BOUNDARY: 'clamp',
  MIRRORED_REPEAT: 'mirror',
};

/** How a node ImageTexture goes on beside itself. Where it has TextureProperties, they alone count. */
export function wrapOf(texture: SceneNode): Image['wrap'] {
  const of = (direction: Direction): Wrapping => {
    const mode = boundaryMode(texture, direction);
    if (mode !== undefined) return BOUNDARY_MODES[mode] ?? 'repeat';
    return flagOf(texture, `repeat${direction}`, true) ? 'repeat' : 'clamp';
  };
  return wrapping(of('S'), of('T'));
}

/** What shows beside it is a colour of the boundary. */
export const hasBoundary = (texture: SceneNode): boolean =>
  (['S', 'T'] as const).some((direction) => boundaryMode(texture, direction) === 'CLAMP_TO_BOUNDARY');

function boundaryMode(texture: SceneNode, direction: Direction): string | undefined {
  const properties = nodeOf(texture, 'textureProperties');
  return properties && (stringsOf(properties, `boundaryMode${direction}`)[0] ?? 'REPEAT');
}
