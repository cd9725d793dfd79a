import { type Box3, Plane, Vector3 } from 'three';
import type { Axis, ViewState } from './view-state.ts';

const DIRECTIONS: Readonly<Record<Axis, Vector3>> = {
  x: new Vector3(1, 0, 0),
  y: new Vector3(0, 1, 0),
  z: new Vector3(0, 0, 1),
};

type Section = Pick<ViewState, 'sectionAxis' | 'sectionAt' | 'sectionFlipped'>;

/** What lies on the positive side of the plane is kept: the lower part along the axis, or the upper one when flipped. */
export function sectionPlane(box: Box3, { sectionAxis, sectionAt, sectionFlipped }: Section): Plane {
  const at = box.min[sectionAxis] + sectionAt * (box.max[sectionAxis] - box.min[sectionAxis]);
  const plane = new Plane(DIRECTIONS[sectionAxis].clone().negate(), at);
  return sectionFlipped ? plane.negate() : plane;
}
