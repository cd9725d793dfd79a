import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import type { EngineModule } from '../../../src/engines/engine-module.ts';
import { LIMITS, openFolder } from './engine-jobs.ts';
import {
  BALL,
  BLOCK,
  CUBE,
  FAR_POINT,
  type LooseModel,
  makeLooseFaces,
  makeSolidAndFace,
  RING,
} from './make-loose-faces.ts';
import { seeCad } from './see-cad.ts';

const OF_TRIANGLES = 3e-3;

interface Expected {
  model: LooseModel;
  solids: number;
  cavities: number;
  faces: number;
  volume: number;
}

const MODELS: Expected[] = [
  { model: 'ball', solids: 1, cavities: 0, faces: 1, volume: BALL },
  { model: 'ring', solids: 1, cavities: 0, faces: 1, volume: RING },
  { model: 'block without ball', solids: 1, cavities: 1, faces: 7, volume: BLOCK - BALL },
  { model: 'block without ring', solids: 1, cavities: 1, faces: 7, volume: BLOCK - RING },
  { model: 'block without cube', solids: 1, cavities: 1, faces: 12, volume: BLOCK - CUBE },
  { model: 'block and cube in one place', solids: 2, cavities: 0, faces: 12, volume: BLOCK + CUBE },
  {
    model: 'block without a ball that holds a cube',
    solids: 2,
    cavities: 1,
    faces: 13,
    volume: BLOCK - BALL + CUBE,
  },
];

const near = (a: number, b: number, tolerance = 1e-3) => Math.abs(a / b - 1) < tolerance;

/** Faces of IGES that belong to no solid: whole spheres and rings among them, and surfaces of cavities. */
export function testLooseFaces(t: Test, engine: EngineModule): void {
  t.setTimeout(240_000); // more than a second each on a busy machine

  for (const { model, solids, cavities, faces, volume } of MODELS) {
    t.test(model, async (t) => {
      const folder = await openFolder(t);
      const source = await folder.put('loose.iges', await makeLooseFaces(model));
      const { colours } = await seeCad('iges', source);
      for (const target of ['step', 'brep'] as const) {
        const job = folder.job('iges', source, target);
        const report = await engine.convert(job, LIMITS, () => {});
        t.match(report.source, { bodies: 0, faces });
        t.match(report.target, { bodies: solids, faces });
        t.ok(near(report.target.volume!, volume), `volume ${report.target.volume} of ${volume}`);
        const count = `${solids} solid${solids === 1 ? '' : 's'}${cavities > 0 ? ' with 1 cavity' : ''}`;
        t.ok(
          report.warnings.includes(
            `Loose faces of the IGES file were sewn into ${count}; area and volume agree.`,
          ),
          report.warnings.join('\n'),
        );
        const seen = await seeCad(target, job.targetPath);
        t.equal(seen.bodies, solids, 'bodies that another reader sees');
        t.equal(seen.faces, faces);
        t.ok(near(seen.volume, volume, OF_TRIANGLES), `another reader's volume ${seen.volume}`);
        if (target === 'brep') continue;
        if (colours.length > 0) t.same(seen.colours, colours); // the other reader sees none of a face alone
        const voids = readFileSync(job.targetPath, 'latin1').match(/BREP_WITH_VOIDS/g)?.length ?? 0;
        t.equal(voids, cavities, 'solids with a cavity');
      }
    });
  }

  t.test('without sewing, a whole sphere keeps its face', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('loose.iges', await makeLooseFaces('block without ball'));
    const whole = await seeCad('iges', source);
    for (const target of ['step', 'brep'] as const) {
      const job = folder.job('iges', source, target, { options: { sewing_tolerance: 0 } });
      const report = await engine.convert(job, LIMITS, () => {});
      t.match(report.target, { bodies: 0, faces: 7 });
      t.ok(near(report.target.area!, report.source.area!), `area ${report.target.area}`);
      const seen = await seeCad(target, job.targetPath);
      t.equal(seen.faces, 7);
      t.ok(near(seen.area, whole.area, OF_TRIANGLES), `another reader's area ${seen.area} of ${whole.area}`);
    }
  });

  t.test('the face of a whole sphere beside a solid', async (t) => {
    const folder = await openFolder(t);
    const job = folder.job(
      'iges',
      await folder.put('mixed.iges', await makeSolidAndFace('nothing else')),
      'step',
    );
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.source, { bodies: 1, faces: 7 });
    t.match(report.target, { bodies: 1, faces: 7 });
    t.same(report.warnings, []);
    t.same(report.lost, []);
    const seen = await seeCad('step', job.targetPath);
    t.equal(seen.faces, 7);
    t.ok(near(seen.area, report.target.area!, OF_TRIANGLES), `another reader's area ${seen.area}`);
  });

  t.test('a whole sphere alone is scaled about the origin', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('loose.iges', await makeLooseFaces('ball'));
    const job = folder.job('iges', source, 'step', { options: { scale: 3 } });
    const report = await engine.convert(job, LIMITS, () => {});
    t.ok(near(report.target.volume!, BALL * 27), `volume ${report.target.volume}`);
    const seen = await seeCad('step', job.targetPath);
    for (const axis of [0, 1, 2]) {
      t.ok(Math.abs(seen.min[axis]! - 15) < 0.1, `from ${seen.min}`);
      t.ok(Math.abs(seen.max[axis]! - 45) < 0.1, `to ${seen.max}`);
    }
  });

  t.test('edges and points of no face are converted or counted', async (t) => {
    const folder = await openFolder(t);
    const source = await folder.put('mixed.iges', await makeSolidAndFace('edge and point'));
    const job = folder.job('iges', source, 'step');
    const report = await engine.convert(job, LIMITS, () => {});
    t.match(report.source.bounds, { min: [0, 0, -30], max: [45, 20, FAR_POINT[2]] });
    t.match(report.target, { bodies: 1, faces: 7 });
    const point = new RegExp(
      String.raw`CARTESIAN_POINT\('',\(${FAR_POINT.map((at) => `${at}.`).join(',')}\)\)`,
    );
    const hasPoint = point.test(readFileSync(job.targetPath, 'latin1'));
    t.same(
      report.lost.map(({ what, count }) => [what, count]),
      hasPoint ? [] : [['free vertices', 1]],
    );
    t.equal(report.target.bounds!.min[2], -30, 'the edge is there');
  });
}
