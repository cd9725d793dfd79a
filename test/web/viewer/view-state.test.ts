import t from 'tap';
import { Box3, Vector3 } from 'three';
import { sectionPlane } from '../../../src/web/viewer/section.ts';
import { changed, INITIAL_STATE } from '../../../src/web/viewer/view-state.ts';

t.test('a change of nothing is no change', async (t) => {
  t.equal(changed(INITIAL_STATE, {}), INITIAL_STATE);
  t.equal(changed(INITIAL_STATE, { edges: INITIAL_STATE.edges }), INITIAL_STATE);
  t.strictSame(changed(INITIAL_STATE, { wireframe: true }), { ...INITIAL_STATE, wireframe: true });
});

t.test('the cut stays within the model', async (t) => {
  t.equal(changed(INITIAL_STATE, { sectionAt: 1.2 }).sectionAt, 1);
  t.equal(changed(INITIAL_STATE, { sectionAt: -0.1 }).sectionAt, 0);
});

t.test('the cut keeps what lies below it along the axis, or above when flipped', async (t) => {
  const box = new Box3(new Vector3(0, 10, 0), new Vector3(1, 20, 1));
  const section = { sectionAxis: 'y', sectionAt: 0.25, sectionFlipped: false } as const;
  const plane = sectionPlane(box, section);
  t.equal(plane.distanceToPoint(new Vector3(0, 12, 0)), 0.5);
  t.equal(plane.distanceToPoint(new Vector3(5, 13, 5)), -0.5);
  const flipped = sectionPlane(box, { ...section, sectionFlipped: true });
  t.equal(flipped.distanceToPoint(new Vector3(5, 13, 5)), 0.5);
});
