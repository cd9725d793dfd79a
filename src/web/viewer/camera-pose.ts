import { Box3, MathUtils, type PerspectiveCamera, Sphere, Vector3 } from 'three';

/** Where a camera stands, in radii from the centre of what it looks at: the same pose suits models of any size. */
export interface CameraPose {
  /** Of the point that is turned around. */
  target: Vector3;
  /** From there to the camera. */
  offset: Vector3;
}

export const VIEWS = {
  home: new Vector3(0.8, 0.6, 1).normalize(),
  front: new Vector3(0, 0, 1),
  right: new Vector3(1, 0, 0),
  top: new Vector3(0, 1, 0),
} as const;
export type ViewName = keyof typeof VIEWS;

/** Room around a model that fits its pane. */
const MARGIN = 1.12;

/**
 * The space that each of two linked cameras looks at: one for both where the models are about as large and in the
 * same place, so that what is missing in one leaves a hole in the picture; else each its own.
 */
export function sharedFrames(boxes: readonly Box3[]): Box3[] {
  const spheres = boxes.map(sphereOf);
  const [first, second] = spheres;
  if (first === undefined || second === undefined) return boxes.map((box) => box.clone());
  const [smaller, larger] = [first.radius, second.radius].sort((a, b) => a - b);
  const alike = smaller! > larger! / 2 && first.center.distanceTo(second.center) < larger!;
  const both = boxes.reduce((union, box) => union.union(box), new Box3());
  return boxes.map((box) => (alike ? both.clone() : box.clone()));
}

/** The pose from which the whole box is seen from the direction, as large as the pane allows. */
export function fittingPose(frame: Box3, direction: Vector3, camera: PerspectiveCamera): CameraPose {
  const { center, radius } = sphereOf(frame);
  const tangentY = Math.tan(MathUtils.degToRad(camera.fov) / 2) / MARGIN;
  const tangentX = tangentY * camera.aspect;
  const backwards = direction.clone().normalize();
  const right = new Vector3().crossVectors(camera.up, backwards);
  if (right.lengthSq() < 1e-6) right.set(1, 0, 0);
  right.normalize();
  const up = new Vector3().crossVectors(backwards, right);
  let distance = 0;
  for (const corner of cornersOf(frame)) {
    corner.sub(center);
    const across = Math.max(Math.abs(corner.dot(right)) / tangentX, Math.abs(corner.dot(up)) / tangentY);
    distance = Math.max(distance, corner.dot(backwards) + across);
  }
  return { target: new Vector3(), offset: backwards.multiplyScalar(distance / radius || 1) };
}

export function poseOf(camera: PerspectiveCamera, target: Vector3, frame: Box3): CameraPose {
  const { center, radius } = sphereOf(frame);
  return {
    target: target.clone().sub(center).divideScalar(radius),
    offset: camera.position.clone().sub(target).divideScalar(radius),
  };
}

/** Moves the camera and the point that it turns around. */
export function applyPose(pose: CameraPose, frame: Box3, camera: PerspectiveCamera, target: Vector3): void {
  const { center, radius } = sphereOf(frame);
  target.copy(pose.target).multiplyScalar(radius).add(center);
  camera.position.copy(pose.offset).multiplyScalar(radius).add(target);
}

/** As near and far as the frame asks, so that depth is resolved as finely as it can be. */
export function setClippingDistances(camera: PerspectiveCamera, frame: Box3): void {
  const { center, radius } = sphereOf(frame);
  const distance = camera.position.distanceTo(center);
  camera.far = distance + radius * 1.1;
  camera.near = Math.max(distance - radius * 1.1, camera.far / 5000);
  camera.updateProjectionMatrix();
}

/** Never of no radius: a model may be one point. */
export function sphereOf(box: Box3): Sphere {
  const sphere = box.getBoundingSphere(new Sphere());
  sphere.radius ||= 1;
  return sphere;
}

function cornersOf({ min, max }: Box3): Vector3[] {
  return [min.x, max.x].flatMap((x) =>
    [min.y, max.y].flatMap((y) => [min.z, max.z].map((z) => new Vector3(x, y, z))),
  );
}
