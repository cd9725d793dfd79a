import t from 'tap';
import { Box3, PerspectiveCamera, Vector3 } from 'three';
import {
  applyPose,
  fittingPose,
  poseOf,
  setClippingDistances,
  sharedFrames,
  VIEWS,
} from '../../../src/web/viewer/camera-pose.ts';

const boxAt = (centre: [number, number, number], size: [number, number, number]): Box3 =>
  new Box3().setFromCenterAndSize(new Vector3(...centre), new Vector3(...size));

const cornersOf = ({ min, max }: Box3): Vector3[] =>
  [0, 1, 2, 3, 4, 5, 6, 7].map(
    (bits) => new Vector3(bits & 1 ? max.x : min.x, bits & 2 ? max.y : min.y, bits & 4 ? max.z : min.z),
  );

/** Where the corners are in the picture: -1 to 1 in both directions. */
function seen(box: Box3, view: Vector3, aspect: number): Vector3[] {
  const camera = new PerspectiveCamera(30, aspect);
  const target = new Vector3();
  applyPose(fittingPose(box, view, camera), box, camera, target);
  camera.lookAt(target);
  setClippingDistances(camera, box);
  camera.updateMatrixWorld();
  return cornersOf(box).map((corner) => corner.project(camera));
}

t.test('a model that fits is all in the picture, and fills it in one direction', async (t) => {
  for (const size of [1e-6, 1, 1e6])
    for (const view of Object.values(VIEWS))
      for (const aspect of [0.4, 1, 2.5]) {
        const box = boxAt([size * 3, -size, size * 7], [size, size * 0.3, size * 2]);
        const points = seen(box, view, aspect);
        const farthest = Math.max(...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
        t.ok(
          farthest < 1 && farthest > 0.8,
          `${farthest} of the picture at ${size}, ${view.toArray()}, ${aspect}`,
        );
        t.ok(
          points.every(({ z }) => z > -1 && z < 1),
          'between the clipping distances',
        );
      }
});

t.test('right and top show the axes as drawings do', async (t) => {
  const box = boxAt([0, 0, 0], [2, 2, 2]);
  const camera = new PerspectiveCamera(30, 1);
  const positionFrom = (view: Vector3) => {
    applyPose(fittingPose(box, view, camera), box, camera, new Vector3());
    return camera.position.clone().normalize();
  };
  t.ok(positionFrom(VIEWS.front).equals(new Vector3(0, 0, 1)));
  t.ok(positionFrom(VIEWS.right).equals(new Vector3(1, 0, 0)));
  t.ok(positionFrom(VIEWS.top).equals(new Vector3(0, 1, 0)));
});

t.test('a pose moves to a model of another size and place', async (t) => {
  const small = boxAt([0, 0, 0], [1, 1, 1]);
  const large = boxAt([500, 0, 0], [100, 100, 100]);
  const camera = new PerspectiveCamera(30, 1);
  camera.position.set(2, 3, 4);
  const target = new Vector3(0.5, 0, 0);
  const pose = poseOf(camera, target, small);
  applyPose(pose, large, camera, target);
  t.ok(target.distanceTo(new Vector3(550, 0, 0)) < 1e-6);
  t.ok(camera.position.distanceTo(new Vector3(700, 300, 400)) < 1e-6);
});

t.test('models of one size and place are looked at as one, others each by itself', async (t) => {
  const whole = boxAt([0, 0, 0], [4, 2, 2]);
  const withoutEnd = boxAt([-0.5, 0, 0], [3, 2, 2]);
  const inMillimetres = boxAt([0, 0, 0], [4000, 2000, 2000]);
  const elsewhere = boxAt([100, 0, 0], [4, 2, 2]);
  t.strictSame(sharedFrames([whole, withoutEnd]), [whole, whole]);
  t.strictSame(sharedFrames([whole, inMillimetres]), [whole, inMillimetres]);
  t.strictSame(sharedFrames([whole, elsewhere]), [whole, elsewhere]);
  t.strictSame(sharedFrames([withoutEnd]), [withoutEnd]);
});

t.test('a model of one point can be looked at', async (t) => {
  const camera = new PerspectiveCamera(30, 1);
  const point = boxAt([1, 2, 3], [0, 0, 0]);
  applyPose(fittingPose(point, VIEWS.home, camera), point, camera, new Vector3());
  t.ok(camera.position.toArray().every(Number.isFinite));
  t.ok(camera.position.distanceTo(new Vector3(1, 2, 3)) > 0);
});
